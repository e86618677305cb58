import type { TenantId } from "#core/kernel/ids";

/** How far a named reader of the feed has come. Lost progress is repeated work, never skipped work. */
export interface Cursors {
  position(tenant: TenantId, reader: string): Promise<number>;
  /** Moves forward only: an older position than the stored one changes nothing. */
  advance(tenant: TenantId, reader: string, position: number): Promise<void>;
  /** The reader begins at 0 again. */
  restart(tenant: TenantId, reader: string): Promise<void>;
}
