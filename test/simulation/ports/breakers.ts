import type { TenantId } from "#core/kernel/ids";
import { type Breaker, closedBreaker, type Provider } from "#core/policy/breaker";
import type { Breakers, StoredBreaker } from "#core/ports/breakers";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Own, SimTables } from "#test/simulation/ports/tables";

type Parts = { readonly door: Door; readonly tables: SimTables; readonly own: Own };

export const breakersOf = (
  { breakers }: SimTables,
  tenant: TenantId,
): readonly { readonly provider: Provider; readonly breaker: Breaker }[] =>
  [...breakers].flatMap(([name, { breaker }]) => {
    const [owner, provider] = name.split(" ");
    return owner === tenant ? [{ provider: provider as Provider, breaker }] : [];
  });

/** Read and written anew each time: whoever remembers one in a process would forget it with the process. */
export const breakersPort = ({ door, tables, own }: Parts, invocation: Invocation): Breakers => {
  const at = (name: string): StoredBreaker =>
    tables.breakers.get(name) ?? { breaker: closedBreaker, version: 0 };
  return {
    read: (tenant, provider) => {
      own(invocation, tenant, "breakers.read");
      return door.effect(invocation, "breakers.read", () => {
        const stored = at(`${tenant} ${provider}`);
        invocation.breakers.set(provider, { breaker: stored.breaker, isProbe: false });
        return stored;
      });
    },
    replace: (tenant, provider, { breaker, version }) => {
      own(invocation, tenant, "breakers.replace");
      return door.effect(invocation, "breakers.replace", () => {
        const name = `${tenant} ${provider}`;
        if (at(name).version !== version) return "moved" as const;
        tables.breakers.set(name, { breaker, version: version + 1 });
        const isProbe = breaker.status === "half_open" && breaker.probe !== null;
        invocation.breakers.set(provider, { breaker, isProbe });
        return "replaced" as const;
      });
    },
    notClosed: (tenant) => {
      own(invocation, tenant, "breakers.notClosed");
      return door.effect(invocation, "breakers.notClosed", () =>
        breakersOf(tables, tenant).filter(({ breaker }) => breaker.status !== "closed"),
      );
    },
  };
};
