import type { Found } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";

/** Commits of one stream that stand beside each other, sealed, as they were found; the first has this version. */
export type StoredPiece = {
  readonly stream: StreamName;
  readonly from: number;
  /** The one before the first; `null` where the stream begins here. */
  readonly before: Found | null;
  readonly commits: readonly Found[];
};

/** The log for who doubts it: where a reader of the feed would stop, it says what is the matter. */
export interface StoredLog {
  /**
   * What the feed has brought behind this position, about so many commits, and the position that it goes to: the
   * same one where there is nothing new.
   */
  after(
    tenant: TenantId,
    position: number,
    limit: number,
  ): Promise<{ readonly position: number; readonly pieces: readonly StoredPiece[] }>;
}
