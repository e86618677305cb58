import { chained } from "#core/kernel/chain";
import type { StreamName } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import { plusMs, type Zone } from "#core/kernel/time";
import type { SendOutcome } from "#core/ports/messenger";
import { consentPurposes } from "#core/policy/purpose";
import { dateIn } from "#test/simulation/checks/local-time";
import type { Invariant } from "#test/simulation/invariants";
import type { Planted } from "#test/simulation/planted";
import { at, port, reading, sending, store, type Wrap } from "#test/simulation/planting";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

const dayMs = 24 * 3_600_000;

const rewritten =
  (change: (event: Told) => Told) =>
  (commits: readonly Commit[]): readonly Commit[] =>
    commits.map((commit) => ({ ...commit, events: commit.events.map(change) }));

/**
 * Mistakes that break what no other mistake does, each with the invariant that has to catch it: one that cannot be
 * broken would say nothing.
 */
export const plantedBreaks: readonly Planted[] = [
  bug(
    "the fence is dropped",
    "whoever comes gets a lease, and an older token than the last",
    "S8",
    [
      port("leases", (real, _, { world }) => ({
        ...real,
        acquire: async (wish) => {
          await real.acquire(wish);
          return { kind: "granted", token: 1_000_000 - world.tally.steps };
        },
      })),
      reading((commits) => [
        ...rewritten(withoutToken)(commits.slice(0, -1)),
        ...commits.slice(-1),
      ]),
    ],
  ),
  bug("consent taken for granted", "who was never asked counts as willing", "S6", [
    port("pack", (real) => ({
      ...real,
      sending: { ...real.sending, impliedByBooking: consentPurposes },
    })),
  ]),
  bug("work left behind", "a timer is planned after the answer, and planned again", "T3", [
    port("timers", (real) => ({
      ...real,
      plan: async (timer) => {
        void real
          .plan(timer)
          .then(() => real.plan(timer))
          .catch(() => {});
      },
    })),
  ]),
  bug("timers ring late", "whatever is to happen at a time happens an hour after it", "L8", [
    port("timers", (real) => ({
      ...real,
      plan: (timer) =>
        real.plan({ ...timer, ...(timer.at !== null && { at: plusMs(timer.at, 3_600_000) }) }),
    })),
  ]),
  bug("stale at once", "a text that had to wait for anything is held to be of no use", "C3", [
    reading(
      rewritten((event) =>
        event.type === "execution.requested" ? { ...event, staleAt: event["dueAt"] } : event,
      ),
    ),
  ]),
  bug("what cannot be read is thrown away", "no dead letter is left of it", "L4", [
    port("queues", (real) => ({
      ...real,
      release: (delivery, again, why) =>
        why === "unreadable" ? real.acknowledge(delivery) : real.release(delivery, again, why),
    })),
  ]),
  bug(
    "tried for ever",
    "a refusal for good is no reason to stop, nor is any number of them",
    "L5",
    [
      reading(
        rewritten((event) =>
          "retry" in event ? { ...event, retry: endless(event["retry"]) } : event,
        ),
      ),
      sending((send) => async (message, now) => {
        const outcome = await send(message, now);
        return outcome.kind === "rejected" ? throttled : outcome;
      }),
      port("breakers", (real) => ({ ...real, replace: async () => "replaced" })),
    ],
  ),
  bug("look-ups next week", "what is not known can wait", "L3", [
    port("timers", (real, _, { store: { streamOf } }) => ({
      ...real,
      plan: (timer) => {
        const last = streamOf(timer.tenant, timer.stream)?.sealed.at(-1)?.events ?? [];
        const isUnknown = last.some(({ type }) => type === "execution.unknown");
        return real.plan(isUnknown && timer.at !== null ? { ...timer, at: late(timer.at) } : timer);
      },
    })),
  ]),
  bug("a reader hangs", "the lists of some streams are never written", "L2", [
    at(
      "project",
      port("views", (real) => ({
        ...real,
        put: (tenant, item) =>
          item.source.stream.endsWith("3") ? new Promise(() => {}) : real.put(tenant, item),
      })),
    ),
  ]),
  bug("the reader stays where it was", "lists are folded anew, and the cursor is not", "S10", [
    at(
      "rebuild",
      port("cursors", (real) => ({ ...real, restart: async () => {} })),
    ),
  ]),
  bug("cleared behind the fold", "rows go away when they have been folded anew", "S10", [
    at("rebuild", (deps) => ({
      ...deps,
      views: { ...deps.views, clear: async () => {} },
      feed: {
        after: async (tenant, ...wanted) => {
          const entries = await deps.feed.after(tenant, ...wanted);
          if (entries.length === 0) await deps.views.clear(tenant);
          return entries;
        },
      },
    })),
  ]),
  bug("a missed day stays missed", "only yesterday is ever counted", "C2", [
    port("cursors", (real, _, { world, tenant: find }) => ({
      ...real,
      position: async (tenant, reader) => {
        const position = await real.position(tenant, reader);
        if (reader !== "conservation-days") return position;
        const before = dateIn(find(tenant).settings.zone, world.nowMs() - 2 * dayMs);
        return Math.max(position, Number(before.replaceAll("-", "")));
      },
    })),
  ]),
  bug("the count runs ahead", "the next day's count begins behind its first commits", "C2", [
    port("cursors", (real) => ({
      ...real,
      advance: (tenant, reader, position) =>
        real.advance(tenant, reader, reader === "conservation" ? position + 5 : position),
    })),
  ]),
  bug("an end is forgotten", "what is over for three weeks counts as under way", "L6", [
    store((real, _, { world }) => ({
      ...real,
      read: async (tenant, stream) => ({
        commits: (await real.read(tenant, stream)).commits.map((commit) =>
          Date.parse(commit.at) + 21 * dayMs < world.nowMs() ? withoutEnd(commit) : commit,
        ),
      }),
    })),
  ]),
  bug("a commit is written over", "a commit that stands already is changed in its place", "A1", [
    store((real, _, universe) => ({
      ...real,
      append: async (commit) => {
        const outcome = await real.append(commit);
        const sealed = universe.store.streamOf(commit.tenant, commit.stream)?.sealed;
        const [first] = sealed ?? [];
        if (commit.version > 2 && first !== undefined && sealed !== undefined)
          sealed[0] = { ...first, payloadHash: commit.payloadHash };
        return outcome;
      },
    })),
  ]),
  bug("the intent stays in memory", "a text goes before its intent is on record", "A3", [
    at(
      "execute",
      store((real) => remembering(real)),
    ),
  ]),
  bug("a visit by another's clock", "people are told its time in a zone that is not theirs", "N3", [
    port("tenants", (real) => ({
      settings: async (tenant) => ({
        ...(await real.settings(tenant)),
        zone: "Asia/Tokyo" as Zone,
      }),
    })),
  ]),
  bug("mornings begin late", "quiet hours end some minutes after they are over", "D1", [
    port("tenants", (real) => ({
      settings: async (tenant) => {
        const settings = await real.settings(tenant);
        const { from, until } = settings.quietHours;
        return from === until
          ? settings
          : { ...settings, quietHours: { from, until: until.replace(/..$/, "37") } };
      },
    })),
  ]),
];

function bug(name: string, means: string, breaks: Invariant, wraps: readonly Wrap[]): Planted {
  const wrap: Wrap = (deps, invocation, universe) =>
    wraps.reduce((before, one) => one(before, invocation, universe), deps);
  return { name, means, breaks, wrap };
}

const withoutToken = (event: Told): Told => ("token" in event ? { ...event, token: 0 } : event);

const throttled: SendOutcome = { kind: "unavailable", why: "throttled", retryAfterMs: null };

const endless = (retry: unknown): object => ({ ...(retry as object), attempts: 1_000 });

const late = <At extends string>(moment: At): At =>
  new Date(Date.parse(moment) + 6 * dayMs).toISOString() as At;

const ends = new Set(["execution.sent", "execution.failed", "execution.suppressed"]);

const withoutEnd = (commit: Commit): Commit => ({
  ...commit,
  events: commit.events.filter(({ type }) => !ends.has(type)),
});

const remembering = (real: Parameters<Parameters<typeof store>[0]>[0]): typeof real => {
  const kept = new Map<StreamName, Commit>();
  const whole = async (read: Promise<{ commits: readonly Commit[] }>, stream: StreamName) => {
    const { commits } = await read;
    const own = kept.get(stream);
    return { commits: own === undefined ? commits : [...commits, own] };
  };
  return {
    ...real,
    read: (tenant, stream) => whole(real.read(tenant, stream), stream),
    readFacts: (tenant, stream) => whole(real.readFacts(tenant, stream), stream),
    append: async (commit: NewCommit) => {
      if (!commit.events.some(({ type }) => type.endsWith(".intended"))) return real.append(commit);
      kept.set(commit.stream, chained(commit));
      return "appended";
    },
  };
};

/** What has to catch those of the other mistakes that stand for an invariant. */
export const caughtBy: Readonly<Record<string, Invariant>> = {
  "clock of the host in the chain": "S1",
  "own write not read back": "S2",
  "version check forgotten": "S3",
  "look-up sees nothing": "S4",
  "quiet hours forgotten": "S5",
  "48 hours in local time": "S7",
  "status moves backward": "S9",
  "late fold overwrites": "S10",
  "caps forgotten": "S12",
  "no timers": "L1",
  "aliases not kept": "L7",
  "breaker forgotten at restart": "B1",
  "the probe never closes": "B2",
  "another tenant's stream": "T1",
  "settings of the first tenant": "T2",
  "number in the log": "P1",
  "key kept after erasure": "P2",
  "unknown taken for sent": "C1",
  "blind retry": "N1",
  "STOP of a person not heeded": "N2",
  "a task does not go up": "W1",
  "payment key that differs": "M1",
};
