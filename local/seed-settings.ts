import type { LocalTenants } from "#adapters/local/tenants";
import type { TenantId } from "#core/kernel/ids";
import type { TenantSettings } from "#core/tenant/settings";

/**
 * Makes the business, or gives a made-up one that is older than some settings what it lacks; what it has stays.
 * A real business is left as it is: none of its customers is sent to a page that nobody there has chosen.
 */
export const seedSettings = async (
  tenants: LocalTenants,
  tenant: TenantId,
  { defaults, isMadeUp }: { readonly defaults: TenantSettings; readonly isMadeUp: boolean },
): Promise<void> => {
  if (!tenants.all().includes(tenant)) await tenants.put(tenant, defaults);
  const kept = await tenants.settings(tenant);
  const lacks = Object.keys(defaults).some((key) => !Object.hasOwn(kept, key));
  if (lacks && isMadeUp) await tenants.put(tenant, { ...defaults, ...kept });
};
