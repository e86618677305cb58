import type { TenantId } from "#core/kernel/ids";
import type { TenantSettings } from "#core/tenant/settings";

export interface Tenants {
  settings(tenant: TenantId): Promise<TenantSettings>;
}
