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

/**
 * The made-up business as one of the trade whose pack it works by: its name and its links say so. A pack in a folder of
 * somebody's own says nothing of its trade that a name could be made of.
 */
export const ofTrade = (clinic: TenantSettings, pack: string): TenantSettings => {
  if (pack === "healthcare" || !/^[a-z]+$/.test(pack)) return clinic;
  const trade = `${pack.slice(0, 1).toUpperCase()}${pack.slice(1)}`;
  const { name, reviewLink, bookingLink } = clinic;
  return {
    ...clinic,
    name: name.replace("Clinic", trade),
    ...(reviewLink !== undefined && { reviewLink: reviewLink.replace("clinic", pack) }),
    ...(bookingLink !== undefined && { bookingLink: bookingLink.replace("clinic", pack) }),
  };
};
