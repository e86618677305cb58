import type { App } from "#core/app/app";
import { sweep } from "#core/app/sweep";
import type { TenantId } from "#core/kernel/ids";

/** Every minute, for each tenant: the backstop for lost timers. */
export const create =
  (deps: App) =>
  async (tenant: TenantId): Promise<{ readonly replanned: number }> =>
    sweep(deps, tenant);
