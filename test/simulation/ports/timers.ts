import type { StreamName, TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import type { Timer, WatchedTimers } from "#core/ports/timers";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Own } from "#test/simulation/ports/tables";
import type { World } from "#test/simulation/world";

/** The scheduler: rings by itself what is planned, again every so often until it is finished. */
export type SimTimers = {
  readonly planned: Map<string, { timer: Timer | null; version: number; lastAt: string }>;
  /** `isAgain`: the very same plan once more, mostly by a machine whose clock is behind. */
  onPlanned: (timer: Timer, was: Timer | null, isAgain: boolean) => void;
};

export const createSimTimers = (): SimTimers => ({ planned: new Map(), onPlanned: () => {} });

export const nameOf = (tenant: TenantId, stream: StreamName): string => `${tenant} ${stream}`;

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly timers: SimTimers;
  readonly own: Own;
};

export const timersPort = (
  { door, timers, own }: Parts,
  invocation: Invocation,
): WatchedTimers => ({
  plan: ({ tenant, stream, at, version }) => {
    own(invocation, tenant, "timers.plan");
    return door.effect(invocation, "timers.plan", () => {
      const name = nameOf(tenant, stream);
      const known = timers.planned.get(name) ?? { timer: null, version: 0, lastAt: "" };
      if (known.version > version) return;
      const timer = at === null ? null : { tenant, stream, at, version };
      timers.planned.set(name, { timer, version, lastAt: at ?? known.lastAt });
      const isAgain = known.version === version && known.lastAt === at;
      if (timer !== null) timers.onPlanned(timer, known.timer, isAgain);
    });
  },
  due: (now, limit) =>
    door.effect(invocation, "timers.due", () =>
      [...timers.planned.values()]
        .flatMap(({ timer }) => (timer !== null && timer.at <= now ? [timer] : []))
        .toSorted((one, other) => (one.at < other.at ? -1 : 1))
        .slice(0, limit),
    ),
  finish: ({ tenant, stream, at, version }) => {
    own(invocation, tenant, "timers.finish");
    return door.effect(invocation, "timers.finish", () => {
      const known = timers.planned.get(nameOf(tenant, stream));
      if (known?.timer?.at === at && known.timer.version === version) known.timer = null;
    });
  },
  next: async () =>
    [...timers.planned.values()]
      .flatMap(({ timer }) => (timer === null ? [] : [timer.at]))
      .toSorted()[0] ?? null,
});

export const isPlanned = (timers: SimTimers, timer: Timer): boolean => {
  const known = timers.planned.get(nameOf(timer.tenant, timer.stream))?.timer;
  return known?.at === timer.at && known.version === timer.version;
};

export const msUntil = (world: World, timer: Timer): number => epochMs(timer.at) - world.nowMs();
