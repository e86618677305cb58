import type { TenantId } from "#core/kernel/ids";
import type { ViewItem } from "#core/ports/views";

/** A row as it stands in its table, for who doubts it. */
export type StandingRow = {
  readonly view: string;
  readonly key: string;
  /** `null` where nobody can read it. */
  readonly item: ViewItem | null;
  /** The table's own picture of it, by which it is known whether it still stands so. */
  readonly seen: unknown;
};

/** `moved`: the row is not what was seen any more, and was left alone. */
export type Replaced = "replaced" | "moved";

/**
 * Rows for who folds them anew beside somebody who goes on folding. A newer source version does not make a row right
 * here, and an equal one does not make it the same: what counts is that nobody has written since it was looked at.
 */
export interface StandingRows {
  get(tenant: TenantId, view: string, key: string): Promise<StandingRow | null>;
  /** Rows of one view in the order of their keys. `next`: behind which to go on; `null` at the end. */
  after(
    tenant: TenantId,
    view: string,
    key: string | null,
    limit: number,
  ): Promise<{ readonly rows: readonly StandingRow[]; readonly next: string | null }>;
  /** Writes the row if what stands there is still `before`; `null`: if nothing stands there. */
  put(tenant: TenantId, item: ViewItem, before: StandingRow | null): Promise<Replaced>;
  /** Takes the row away if it is still what was seen. */
  remove(tenant: TenantId, row: StandingRow): Promise<Replaced>;
}
