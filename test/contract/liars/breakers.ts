import { closedBreaker } from "#core/policy/breaker";
import type { Breakers } from "#core/ports/breakers";
import { breakersContract } from "#test/contract/breakers";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { tenantA } from "#test/support/sample-commits";

const lie = lying<Breakers>(({ breakers }) => breakers);

export const breakersLiars = liarsOf(breakersContract, [
  lie(
    "begins as if somebody had written",
    (breakers) => ({
      ...breakers,
      read: async (tenant, provider) => {
        const { breaker, version } = await breakers.read(tenant, provider);
        return { breaker, version: version + 1 };
      },
    }),
    "begins closed, at version 0",
  ),
  lie(
    "forgets",
    (breakers) => ({
      ...breakers,
      replace: async () => "replaced",
      read: async () => ({ breaker: closedBreaker, version: 0 }),
    }),
    "gives back what was written last, with the next version",
    "lists those of a business that are not closed, and no others",
  ),
  lie(
    "compares nothing",
    (breakers) => ({
      ...breakers,
      replace: async (tenant, provider, { breaker }) => {
        const { version } = await breakers.read(tenant, provider);
        return breakers.replace(tenant, provider, { breaker, version });
      },
    }),
    "changes nothing for who has read something older",
  ),
  lie(
    "lets everybody believe that they were first",
    (breakers) => ({
      ...breakers,
      replace: async (tenant, provider, next) => {
        await breakers.replace(tenant, provider, next);
        return "replaced";
      },
    }),
    "lets one of ten through who have read the same",
  ),
  lie(
    "has one breaker for all",
    (breakers) => ({
      ...breakers,
      read: () => breakers.read(tenantA, "carrier"),
      replace: (_tenant, _provider, next) => breakers.replace(tenantA, "carrier", next),
    }),
    "keeps tenants and providers apart",
  ),
]);
