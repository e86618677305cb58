import { createHash, timingSafeEqual } from "node:crypto";
import type { TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import type { Variables } from "#functions/env-ground";

/**
 * Who may ask the API, and for whom. One stage serves one business until operators can sign in. A stage is deployed
 * before it is set up: while there is no business the token is nobody's, and each request that bears it looks again.
 */
export const callersOf = (
  { ARO_API_TOKEN: known }: Variables & { readonly ARO_API_TOKEN?: string | undefined },
  tenants: () => Promise<readonly TenantId[]>,
): Pick<Deps, "tenantOfToken" | "localTenant"> => {
  if (known === undefined) return { tenantOfToken: async () => null, localTenant: nobody };
  const expected = hashOf(known);
  let business: TenantId | null = null;
  return {
    tenantOfToken: async (token) => {
      if (!timingSafeEqual(hashOf(token), expected)) return null;
      business ??= (await tenants())[0] ?? null;
      return business;
    },
    localTenant: nobody,
  };
};

/** Pages are for somebody at the machine, and nobody is. */
const nobody = "nobody" as TenantId;

/** Hashes are equally long, and comparing them takes no time that tells of the token. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
