import type { App } from "#core/app/app";
import { type Night, nightlyRisk } from "#core/app/nightly-risk";
import type { TenantId } from "#core/kernel/ids";

/** Every quarter of an hour, for each tenant: recalculates all risks, once in the tenant's night. */
export const create =
  (deps: App) =>
  async (tenant: TenantId): Promise<Night> =>
    nightlyRisk(deps, tenant);
