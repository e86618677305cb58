import type { TenantId } from "#core/kernel/ids";
import type { Breaker, Provider } from "#core/policy/breaker";

/** A breaker, and how often it has been written. */
export type StoredBreaker = { readonly breaker: Breaker; readonly version: number };

/** What is known of the providers that a business asks. It survives every restart. */
export interface Breakers {
  /** Closed and of version 0 where nobody has written yet; never older than what was written before it was asked. */
  read(tenant: TenantId, provider: Provider): Promise<StoredBreaker>;
  /**
   * Puts `breaker` in the place of the version that was read. `moved`, and nothing is changed, where somebody has
   * written since; of many who have read the same, one succeeds.
   */
  replace(tenant: TenantId, provider: Provider, next: StoredBreaker): Promise<"replaced" | "moved">;
  /** Those of the business that are not closed, for people to see. */
  notClosed(
    tenant: TenantId,
  ): Promise<readonly { readonly provider: Provider; readonly breaker: Breaker }[]>;
}
