import type { Breaker, Provider } from "#core/policy/breaker";
import type { Deps } from "#functions/deps";
import type { Container } from "#test/simulation/aws/container";
import type { Plains } from "#test/simulation/aws/shadow";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

type Ports = Container["deps"];

/** The ports of a container as one invocation uses them: what the checks must know of it is noted on the way. */
export const seenPorts = (
  { world }: Universe,
  invocation: Invocation,
  { ports, plains }: { readonly ports: Ports; readonly plains: Plains },
): Pick<Deps, keyof Ports> => {
  const note = (provider: Provider, breaker: Breaker, isProbe: boolean): void =>
    void invocation.breakers.set(provider, { breaker, isProbe });
  return {
    ...ports,
    store: {
      ...ports.store,
      append: async (commit) => {
        plains.note(commit);
        const outcome = await ports.store.append(commit);
        world.count(`append ${outcome}`);
        return outcome;
      },
    },
    breakers: {
      ...ports.breakers,
      read: async (tenant, provider) => {
        const stored = await ports.breakers.read(tenant, provider);
        note(provider, stored.breaker, false);
        return stored;
      },
      replace: async (tenant, provider, next) => {
        const outcome = await ports.breakers.replace(tenant, provider, next);
        const { breaker } = next;
        const isProbe = breaker.status === "half_open" && breaker.probe !== null;
        if (outcome === "replaced") note(provider, breaker, isProbe);
        return outcome;
      },
    },
  };
};
