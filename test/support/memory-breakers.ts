import { closedBreaker, type Provider } from "#core/policy/breaker";
import type { Breakers, StoredBreaker } from "#core/ports/breakers";

/** Breakers that end with the process. */
export const memoryBreakers = (rows = new Map<string, StoredBreaker>()): Breakers => {
  const at = (name: string): StoredBreaker =>
    rows.get(name) ?? { breaker: closedBreaker, version: 0 };
  return {
    read: async (tenant, provider) => at(`${tenant} ${provider}`),
    replace: async (tenant, provider, { breaker, version }) => {
      const name = `${tenant} ${provider}`;
      if (at(name).version !== version) return "moved";
      rows.set(name, { breaker, version: version + 1 });
      return "replaced";
    },
    notClosed: async (tenant) =>
      [...rows].flatMap(([name, { breaker }]) => {
        const [owner, provider] = name.split(" ");
        return owner === tenant && breaker.status !== "closed"
          ? [{ provider: provider as Provider, breaker }]
          : [];
      }),
  };
};
