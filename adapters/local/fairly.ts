import type { TenantId } from "#core/kernel/ids";

type OfTenant = { readonly tenant: TenantId };

/**
 * Takes one from each tenant in turn, beginning behind the one served last, until `limit` are taken.
 *
 * A tenant with ten thousand waiting messages so delays a tenant with one by a single message. Expects
 * one non-empty list per tenant, in the order of their names.
 */
export const fairly = <Item extends OfTenant>(
  byTenant: readonly (readonly Item[])[],
  { limit, after }: { readonly limit: number; readonly after: TenantId | null },
): readonly Item[] => {
  const first = byTenant.findIndex(([item]) => after !== null && item && item.tenant > after);
  const turn = first <= 0 ? byTenant : [...byTenant.slice(first), ...byTenant.slice(0, first)];

  const longest = Math.max(0, ...turn.map((items) => items.length));
  const taken: Item[] = [];
  for (let round = 0; round < longest && taken.length < limit; round += 1) {
    const next = turn.flatMap((items) => items.slice(round, round + 1));
    taken.push(...next.slice(0, limit - taken.length));
  }
  return taken;
};
