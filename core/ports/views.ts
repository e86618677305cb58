import type { Json } from "#core/kernel/canonical";
import type { StreamName, TenantId } from "#core/kernel/ids";

/**
 * One row of a read model: a fold of one stream, with the version of the stream it reflects.
 * Personal fields stay sealed here as they are in the commit, so erasing the key erases them here too.
 */
export type ViewItem = {
  readonly view: string;
  readonly key: string;
  /** Rows can be listed in the order of these two, e.g. by start time; `null` leaves the row out. */
  readonly index1: string | null;
  readonly index2: string | null;
  readonly source: { readonly stream: StreamName; readonly version: number };
  readonly data: Json;
};

export type ViewRange = {
  readonly view: string;
  readonly index: "index1" | "index2";
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  readonly limit: number;
};

export interface Views {
  get(tenant: TenantId, view: string, key: string): Promise<ViewItem | null>;
  /** Writes the row unless a row of the same or a newer source version is there: `stale` then. */
  put(tenant: TenantId, item: ViewItem): Promise<"put" | "stale">;
  range(tenant: TenantId, range: ViewRange): Promise<readonly ViewItem[]>;
  /** Takes every row of the tenant away, so that they can be folded anew. */
  clear(tenant: TenantId): Promise<void>;
}
