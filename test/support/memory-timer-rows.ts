import { inOrder, type Plan, type TimerRows, type TimerState } from "#adapters/aws/timer-plan";
import type { Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/** The table of timers, for tests: what several processes share. */
export const memoryTimerRows = (): TimerRows & {
  readonly planned: () => Promise<readonly Timer[]>;
  readonly stateOf: (plan: Timer) => TimerState;
} => {
  const rows = new Map<string, { plan: Plan; state: TimerState }>();
  const nameOf = ({ tenant, stream }: Pick<Plan, "tenant" | "stream">) =>
    JSON.stringify([tenant, stream]);
  const standing = (timer: Timer) => {
    const row = rows.get(nameOf(timer));
    return row?.plan.version === timer.version && row.plan.at === timer.at ? row : undefined;
  };
  const timersIn = (states: readonly TimerState[]): readonly Timer[] =>
    [...rows.values()]
      .filter(({ state }) => states.includes(state))
      .flatMap(({ plan: { at, ...plan } }) => (at === null ? [] : [{ ...plan, at }]));

  return {
    put: async (plan, state, _forgetAt, now) => {
      const before = rows.get(nameOf(plan))?.plan ?? null;
      if (before !== null && before.version > plan.version) return "stale";
      if (before !== null && isStillToRing(before, plan, now)) return "stale";
      rows.set(nameOf(plan), { plan, state });
      return { before };
    },
    get: async (tenant, stream) => rows.get(nameOf({ tenant, stream }))?.plan ?? null,
    planned: async () => timersIn(["waiting", "planned"]),
    waiting: async (by, limit) =>
      timersIn(["waiting"])
        .filter(({ at }) => at <= by)
        .toSorted(inOrder)
        .slice(0, limit),
    mark: async (timer, state) => {
      const row = standing(timer);
      if (row !== undefined) row.state = state;
    },
    finish: async (timer) => {
      const row = standing(timer);
      if (row !== undefined) row.plan = { ...row.plan, at: null };
    },
    stateOf: (timer) => rows.get(nameOf(timer))?.state ?? "waiting",
  };
};

const isStillToRing = (before: Plan, { version, at }: Plan, now: Instant): boolean =>
  before.version === version &&
  at !== null &&
  before.at !== null &&
  now < before.at &&
  before.at < at;
