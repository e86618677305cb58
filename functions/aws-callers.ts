import { createHash, timingSafeEqual } from "node:crypto";
import type { TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import type { Variables } from "#functions/env-ground";

/**
 * Who may ask the API, and for whom. One stage serves one business until operators can sign in; a function that
 * does not know the token asks nobody who that is.
 */
export const callersOf = async (
  { ARO_API_TOKEN: known }: Variables & { readonly ARO_API_TOKEN?: string | undefined },
  tenants: () => Promise<readonly TenantId[]>,
): Promise<Pick<Deps, "tenantOfToken" | "localTenant">> => {
  if (known === undefined) return { tenantOfToken: () => null, localTenant: nobody };
  const [business = nobody] = await tenants();
  const expected = hashOf(known);
  return {
    tenantOfToken: (token) => (timingSafeEqual(hashOf(token), expected) ? business : null),
    localTenant: business,
  };
};

const nobody = "nobody" as TenantId;

/** Hashes are equally long, and comparing them takes no time that tells of the token. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
