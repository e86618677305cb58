import type { StreamName, TenantId } from "#core/kernel/ids";

/** Every stream of a tenant once, in the order in which they began. */
export interface BegunStreams {
  /** Of those that began behind this position of the feed, about so many, and the position that it goes to: the same at the end. */
  after(
    tenant: TenantId,
    position: number,
    limit: number,
  ): Promise<{ readonly position: number; readonly streams: readonly StreamName[] }>;
}
