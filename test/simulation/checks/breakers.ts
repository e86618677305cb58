import { fromEpochMs } from "#core/kernel/time";
import { type Provider, wayThrough } from "#core/policy/breaker";
import type { Seen } from "#test/simulation/checks/seen";
import type { CallKind, Invocation } from "#test/simulation/invocation";
import { type Accepted, isMail } from "#test/simulation/ports/messenger";
import { breakersOf } from "#test/simulation/ports/breakers";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

/**
 * Whoever calls has looked, and what it saw let it: all was well, or it has taken the probe upon itself. Who only looks
 * up what became of something takes none, and asks as soon as one is wanted.
 */
export const checkCall = (
  { world, down }: Universe,
  { role, breakers }: Invocation,
  { provider, kind }: { readonly provider: Provider; readonly kind: CallKind },
): void => {
  const known = breakers.get(provider);
  const latest = fromEpochMs(world.nowMs() + down.worstSkewMs);
  const mayCall =
    known !== undefined &&
    (known.isProbe ||
      known.breaker.status === "closed" ||
      (kind !== "sends" && wayThrough(known.breaker, "", latest).kind === "probe"));
  world.check("B1", mayCall, () => `${role} calls ${provider}, knowing ${JSON.stringify(known)}`);
  if (known?.isProbe === true) world.count(`probed ${provider}`);
};

export const countAnswer = ({ answered }: Seen, { tenant, to }: Accepted): void => {
  const name = `${tenant} ${isMail(to) ? "mail" : "carrier"}`;
  answered.set(name, (answered.get(name) ?? 0) + 1);
};

/** Two probes close it. What was on its way when the world healed may have been none. */
const answersToClose = 3;

/** A carrier that has taken several texts since all is well is not held to be down by anybody. */
export const checkBreakers = ({ universe, seen }: Stage): void => {
  const { world, tenants, tables } = universe;
  for (const { id } of tenants)
    for (const { provider, breaker } of breakersOf(tables, id)) {
      const taken = seen.answered.get(`${id} ${provider}`) ?? 0;
      if (taken < answersToClose) continue;
      world.check(
        "B2",
        breaker.status === "closed",
        () => `the ${provider} of ${id} is ${breaker.status} after ${taken} messages`,
      );
    }
};
