import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type Lease =
  | { readonly kind: "granted"; readonly token: number }
  | { readonly kind: "held"; readonly until: Instant };

/**
 * Who may work on something for a while.
 *
 * A lease alone protects nothing (its holder may be frozen past its end); the **fencing token** does: it
 * grows with every grant, travels into the commit, and a commit with an older token is refused.
 */
export interface Leases {
  acquire(wish: {
    readonly tenant: TenantId;
    readonly key: string;
    readonly now: Instant;
    readonly ttlMs: number;
  }): Promise<Lease>;
  /** Gives it back early, if the token is still the current one. */
  release(tenant: TenantId, key: string, token: number): Promise<void>;
}
