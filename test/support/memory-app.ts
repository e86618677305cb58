import type { App } from "#core/app/app";
import { chained } from "#core/kernel/chain";
import { sha256Hex } from "#core/kernel/hash";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { type Backlog, nextSlot, noBacklog } from "#core/policy/pacing";
import type { Appended } from "#core/ports/event-store";
import type { LookUp, SendOutcome, TextMessage } from "#core/ports/messenger";
import type { PaymentOwner } from "#core/ports/payments";
import type { QueueMessage } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import type { ViewItem } from "#core/ports/views";
import type { TenantSettings } from "#core/tenant/settings";
import type { Definition } from "#core/workflow/definition";
import { clinic, surroundings } from "#test/support/bookings";
import { memoryBreakers } from "#test/support/memory-breakers";
import { taskRules } from "#test/support/task-rules";

/** Everything the use cases reach the world through, in memory, with every act of it open to the story. */
export type MemoryApp = {
  readonly app: App;
  readonly tenant: TenantId;
  settings: TenantSettings;
  /** Until when the sender has work, in milliseconds. */
  backlog: Backlog;
  /** What the clock shows; a story turns it. */
  now: Instant;
  readonly commitsOf: (stream: StreamName) => readonly Commit[];
  readonly streams: () => readonly StreamName[];
  /** Called before each append: a rival that writes first, or an answer that is made up. */
  beforeAppend: (stream: StreamName) => Promise<Appended | null>;
  /** What the carrier answers, one after the other; the last for ever. */
  answers: SendOutcome[];
  lookUps: LookUp[];
  /** Called when the carrier is called, before it answers. */
  onSend: () => Promise<void>;
  /** Whose payment it is, when the payment service is asked. */
  owner: PaymentOwner;
  readonly sent: TextMessage[];
  readonly queued: QueueMessage[];
  readonly timers: Map<StreamName, Timer>;
  readonly views: Map<string, ViewItem>;
  readonly destroyed: string[];
  readonly pauses: number[];
  readonly log: string[];
  /** What was counted (by how much) or observed (for how long), in this order. */
  readonly measured: { readonly name: string; readonly value: number }[];
};

export const tenant: TenantId = as("clinic");

const about = { name: "clinic", title: "A clinic", version: "1.0.0" };

export const memoryApp = (start: Instant, definitions: readonly Definition[] = []): MemoryApp => {
  const commits = new Map<StreamName, readonly Commit[]>();
  const tokens = new Map<string, { token: number; until: Instant }>();
  const memory: Omit<MemoryApp, "app"> = {
    tenant,
    settings: clinic,
    backlog: noBacklog,
    now: start,
    commitsOf: (stream) => commits.get(stream) ?? [],
    streams: () => [...commits.keys()],
    beforeAppend: async () => null,
    answers: [{ kind: "sent", sid: "SM1", status: "queued" }],
    lookUps: [{ kind: "absent" }],
    onSend: async () => {},
    owner: { kind: "not_ours" },
    sent: [],
    queued: [],
    timers: new Map(),
    views: new Map(),
    destroyed: [],
    pauses: [],
    log: [],
    measured: [],
  };
  const measure = (name: string, value: number): void => void memory.measured.push({ name, value });
  const noted = (event: string): void => void memory.log.push(event);
  const next = <T>(list: T[]): T => {
    const [first] = list.length > 1 ? list.splice(0, 1) : list;
    if (first === undefined) throw new Error("Cannot answer: the story says nothing");
    return first;
  };
  const app: App = {
    clock: { now: () => memory.now },
    tzdb: "2026a",
    pause: async (ms) => void memory.pauses.push(ms),
    metrics: { count: (name, _, by = 1) => measure(name, by), observeMs: measure },
    log: { debug: noted, info: noted, warn: noted, error: noted },
    tenants: { settings: async () => memory.settings },
    pacing: {
      takeSlot: async ({ pace, ...wish }) => {
        const slot = nextSlot(memory.backlog, pace, wish);
        memory.backlog = slot.backlog;
        return slot.at;
      },
    },
    breakers: memoryBreakers(),
    senderPace: null,
    pack: { ...surroundings(definitions), tasks: taskRules, about },
    publicUrl: () => "https://aro.example",
    store: {
      read: async (_, stream) => ({ commits: commits.get(stream) ?? [] }),
      readFacts: async (_, stream) => ({ commits: commits.get(stream) ?? [] }),
      append: async (commit) => {
        const madeUp = await memory.beforeAppend(commit.stream);
        if (madeUp !== null) return madeUp;
        const own = commits.get(commit.stream) ?? [];
        if (own.length + 1 !== commit.version) return "version_moved";
        commits.set(commit.stream, [...own, chained(commit)]);
        return "appended";
      },
      open: async (commit) => commit,
    },
    feed: { after: async () => [] },
    cursors: { position: async () => 0, advance: async () => {}, restart: async () => {} },
    vault: {
      fingerprint: async (_, text) => sha256Hex(text),
      destroy: async (_, subject) => void memory.destroyed.push(subject),
      cipher: async () => ({ seal: (plain) => plain, open: (sealed) => sealed }),
      opener: async () => ({ open: (sealed) => sealed }),
    },
    views: {
      get: async (_, view, key) => memory.views.get(`${view}/${key}`) ?? null,
      put: async (_, item) => {
        const name = `${item.view}/${item.key}`;
        const stored = memory.views.get(name);
        if (stored !== undefined && stored.source.version >= item.source.version) return "stale";
        memory.views.set(name, item);
        return "put";
      },
      range: async (_, { view, index, from, to, limit }) =>
        [...memory.views.values()]
          .filter((item) => item.view === view && (item[index] ?? "") >= from)
          .filter((item) => (item[index] ?? "~") < to)
          .slice(0, limit),
      clear: async () => memory.views.clear(),
    },
    timers: {
      plan: async (timer) => {
        const { at, stream, version } = timer;
        if ((memory.timers.get(stream)?.version ?? 0) > version) return;
        if (at === null) memory.timers.delete(stream);
        else memory.timers.set(stream, { ...timer, at });
      },
      finish: async ({ stream, version, at }) => {
        const planned = memory.timers.get(stream);
        if (planned?.version === version && planned.at === at) memory.timers.delete(stream);
      },
    },
    queues: {
      send: async (message) => void memory.queued.push(message),
      receive: async () => [],
      acknowledge: async () => {},
      release: async () => {},
      deadLetters: async () => [],
    },
    leases: {
      acquire: async ({ key, now }) => {
        const held = tokens.get(key);
        if (held !== undefined && held.until > now) return { kind: "held", until: held.until };
        const token = (held?.token ?? 0) + 1;
        tokens.set(key, { token, until: "9999" as Instant });
        return { kind: "granted", token };
      },
      release: async (_, key, token) => {
        if (tokens.get(key)?.token === token) tokens.set(key, { token, until: "0000" as Instant });
      },
    },
    messenger: {
      send: async (message) => {
        memory.sent.push(message);
        await memory.onSend();
        return next(memory.answers);
      },
      find: async () => next(memory.lookUps),
    },
    payments: {
      createLink: async () => ({ kind: "unknown", why: "nobody_there" }),
      deactivate: async () => ({ kind: "closed" }),
      find: async () => ({ kind: "absent" }),
      ownerOf: async () => memory.owner,
    },
  };
  return Object.assign(memory, { app });
};
