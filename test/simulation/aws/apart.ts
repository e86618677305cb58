import type { TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import { calls, caller } from "#test/simulation/aws/wire";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

/**
 * One call of a function may be about many things, side by side. Each is looked at for itself: whose it is, and what whoever
 * works on it has read last. They live and die together.
 */
export const apart =
  <Thing>(
    { deps: depsOf }: Pick<Universe, "deps">,
    create: (deps: Deps) => (thing: Thing) => Promise<unknown>,
    tenantOf: (thing: Thing) => TenantId | null,
  ) =>
  ({ queues }: Deps) =>
  async (thing: Thing): Promise<void> => {
    const own = partOf(caller(), tenantOf(thing));
    // What a delivery is acknowledged by is its batch's.
    await calls.run(own, () => create({ ...depsOf(own), queues })(thing));
  };

const partOf = (whole: Invocation, tenant: TenantId | null): Invocation => ({
  ...whole,
  tenant: tenant ?? whole.tenant,
  reads: new Map(),
  breakers: new Map(),
  get isAlive() {
    return whole.isAlive;
  },
  set isAlive(is) {
    whole.isAlive = is;
  },
  get hasEnded() {
    return whole.hasEnded;
  },
  set hasEnded(has) {
    whole.hasEnded = has;
  },
  get frozenUntilMs() {
    return whole.frozenUntilMs;
  },
  set frozenUntilMs(ms) {
    whole.frozenUntilMs = ms;
  },
});
