import { plusMs } from "#core/kernel/time";
import type { Timer, WatchedTimers } from "#core/ports/timers";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { timersContract } from "#test/contract/timers";
import { tenantA } from "#test/support/sample-commits";

const lie = lying<WatchedTimers>(({ timers }) => timers);

export const timersLiars = liarsOf(timersContract, [
  lie(
    "rings an hour early",
    (timers) => ({ ...timers, due: (now, limit) => timers.due(plusMs(now, 3_600_000), limit) }),
    "rings at its time, not before",
  ),
  lie(
    "rings a moment late",
    (timers) => ({ ...timers, due: (now, limit) => timers.due(plusMs(now, -1), limit) }),
    "rings at its time, not before",
  ),
  lie(
    "rings once",
    (timers) => ({
      ...timers,
      due: async (now, limit) => {
        const rung = await timers.due(now, limit);
        await Promise.all(rung.map((timer) => timers.finish(timer)));
        return rung;
      },
    }),
    "comes again until it is finished",
  ),
  lie(
    "never finishes",
    (timers) => ({ ...timers, finish: async () => undefined }),
    "comes again until it is finished",
  ),
  lie(
    "rings the latest first",
    (timers) => ({
      ...timers,
      due: async (now, limit) => (await timers.due(now, limit)).toReversed(),
    }),
    "rings the earliest first and no more than asked for",
  ),
  lie(
    "rings all at once",
    (timers) => ({ ...timers, due: (now) => timers.due(now, 1_000) }),
    "rings the earliest first and no more than asked for",
  ),
  lie(
    "forgets the version guard",
    () => {
      const planned = new Map<string, Timer>();
      return {
        plan: async ({ at, ...timer }) => {
          if (at === null) planned.delete(timer.stream);
          else planned.set(timer.stream, { ...timer, at });
        },
        due: async (now) => [...planned.values()].filter(({ at }) => at <= now),
        finish: async ({ stream }) => {
          planned.delete(stream);
        },
        next: async () => null,
      };
    },
    "keeps the plan of the newer version when an older one comes late",
    "stays removed when an older plan comes late",
    "stays finished when an older plan comes late",
    "is not taken away by finishing what has been planned anew",
    "tells the earliest time of all, due or not",
    "keeps tenants apart, also in streams of the same name",
  ),
  lie(
    "keeps a timer for every plan",
    (timers) => ({
      ...timers,
      plan: async ({ at, version, ...timer }) => {
        const stream = `${timer.stream}#${version}` as Timer["stream"];
        if (at !== null) await timers.plan({ ...timer, stream, at, version });
      },
      due: async (now, limit) =>
        (await timers.due(now, limit)).map((timer) => ({
          ...timer,
          stream: timer.stream.replace(/#\d+$/, "") as Timer["stream"],
        })),
    }),
    "has one timer per stream: a newer plan replaces it",
    "is removed by a plan without a time",
  ),
  lie(
    "puts all tenants into one",
    (timers) => ({
      ...timers,
      plan: (timer) => timers.plan({ ...timer, tenant: tenantA }),
      finish: (timer) => timers.finish({ ...timer, tenant: tenantA }),
    }),
    "keeps tenants apart, also in streams of the same name",
  ),
]);
