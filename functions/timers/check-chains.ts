import { type CheckDeps, checkChains } from "#core/app/check-chains";
import type { TenantId } from "#core/kernel/ids";

/** Every six hours, for each tenant: whether what has come since is what was written. */
export const create =
  (deps: CheckDeps) =>
  async (tenant: TenantId): Promise<{ readonly faults: number }> =>
    checkChains(deps, tenant);
