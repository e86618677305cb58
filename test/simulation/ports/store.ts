import { closed } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import { fromEpochMs } from "#core/kernel/time";
import type { Appended, EventStore, Feed, FeedEntry } from "#core/ports/event-store";
import type { Codec } from "#events/codec";
import { textHash } from "#test/simulation/chance";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Deps } from "#functions/deps";
import type { World } from "#test/simulation/world";
import type { SimVault } from "#test/simulation/ports/vault";

export type Stream = {
  readonly sealed: Commit[];
  opened: readonly Commit[];
  epoch: number;
  facts: readonly Commit[];
  /** Written by the newer release: the older one cannot read it. */
  hasNewer: boolean;
};

/** The tables. Whoever watches is told of every commit, with its fields as they were before they were sealed. */
export type SimStore = {
  readonly streamOf: (tenant: TenantId, stream: StreamName) => Stream | undefined;
  readonly streams: (tenant: TenantId) => ReadonlyMap<StreamName, Stream>;
  readonly feed: (tenant: TenantId) => readonly FeedEntry[];
  readonly put: (sealed: Commit, plain: NewCommit, invocation: Invocation) => Appended;
  readonly watch: (watcher: Watcher) => void;
};

type Watcher = (commit: Commit, plain: NewCommit, invocation: Invocation) => void;

/** Commits that were really sealed differ in every run, but for whose they are and what asked for them. */
const markOf = ({ hash, commandId }: Commit, isReallySealed: boolean): number =>
  isReallySealed ? textHash(commandId) : Number.parseInt(hash.slice(0, 8), 16);

export const createSimStore = (world: World, isReallySealed = false): SimStore => {
  const streams = new Map<TenantId, Map<StreamName, Stream>>();
  const feeds = new Map<TenantId, FeedEntry[]>();
  const watchers: Watcher[] = [];
  const of = (tenant: TenantId): Map<StreamName, Stream> => {
    const own = streams.get(tenant) ?? new Map<StreamName, Stream>();
    streams.set(tenant, own);
    return own;
  };
  const feedOf = (tenant: TenantId): FeedEntry[] => {
    const own = feeds.get(tenant) ?? [];
    feeds.set(tenant, own);
    return own;
  };
  return {
    streamOf: (tenant, stream) => streams.get(tenant)?.get(stream),
    streams: of,
    feed: feedOf,
    put: (commit, plain, invocation) => {
      const { tenant, stream, version } = commit;
      const all = of(tenant);
      const own = all.get(stream) ?? emptyStream();
      const there = own.sealed[version - 1];
      if (there !== undefined)
        return isSameCommand(there, commit) ? "already_appended" : "version_moved";
      if (version !== own.sealed.length + 1) return "version_moved";
      all.set(stream, own);
      own.sealed.push(commit);
      own.hasNewer ||= commit.events.some((event) => "v" in event && event.v === 2);
      const feed = feedOf(tenant);
      feed.push({ position: feed.length + 1, commit });
      world.tally.commits += 1;
      world.trace(markOf(commit, isReallySealed), version);
      world.tell?.(`${fromEpochMs(world.nowMs())}   ${toldOf(commit)}`);
      for (const tell of watchers) tell(commit, plain, invocation);
      return "appended";
    },
    watch: (watcher) => void watchers.push(watcher),
  };
};

/** Who wrote what, and under which name: enough to follow a story, and nothing of what was sealed. */
const toldOf = ({ stream, version, commandId, events }: Commit): string => {
  const [kind = "", id = ""] = stream.split("/");
  const types = events.map(({ type }) => type).filter((type) => !quiet.has(type));
  return `${kind}/${id.slice(0, 6)} ${version}: ${types.join(", ")}  [${commandId.slice(0, 90)}]`;
};

const quiet: ReadonlySet<string> = new Set([
  "wake.planned",
  "run.step_waiting",
  "run.step_awaiting",
]);

const emptyStream = (): Stream => ({
  sealed: [],
  opened: [],
  epoch: 0,
  facts: [],
  hasNewer: false,
});

export type StoreParts = {
  readonly world: World;
  readonly door: Door;
  readonly tables: SimStore;
  readonly vault: SimVault;
  /** By release: what the machine of the invocation can write and read. */
  readonly codecs: Readonly<Record<"before" | "after", Codec>>;
  readonly own: (invocation: Invocation, tenant: TenantId, call: string) => void;
};

export const storePort = (parts: StoreParts, invocation: Invocation): EventStore => {
  const { world, door, tables, codecs, own } = parts;
  const codec = codecs[invocation.sandbox.host.release];

  type Place = { readonly tenant: TenantId; readonly stream: StreamName; readonly name: string };
  const fetch = ({ tenant, stream: id, name }: Place, call: string): Promise<Stream | null> => {
    own(invocation, tenant, call);
    return door.effect(invocation, call, () => {
      if (world.strikes("store.throttled")) throw throttled;
      const stream = tables.streamOf(tenant, id);
      invocation.reads.set(name, { version: stream?.sealed.length ?? 0, atMs: world.nowMs() });
      if (stream?.hasNewer === true && invocation.sandbox.host.release === "before")
        throw new Error("Cannot read version 2 of an event");
      return stream ?? null;
    });
  };

  return {
    read: async (tenant, id) => {
      const name = `${tenant} ${id}`;
      const stream = await fetch({ tenant, stream: id, name }, "store.read");
      if (stream === null) return { commits: [] };
      const until = invocation.reads.get(name)?.version ?? stream.sealed.length;
      const commits = await openedUntil(parts, stream, until);
      return { commits };
    },
    readFacts: async (tenant, id) => {
      const name = `${tenant} ${id}`;
      const stream = await fetch({ tenant, stream: id, name }, "store.readFacts");
      if (stream === null) return { commits: [] };
      if (stream.facts.length !== stream.sealed.length) stream.facts = await factsOf(parts, stream);
      return { commits: stream.facts };
    },
    append: async (commit) => {
      own(invocation, commit.tenant, "store.append");
      if (commit.events.length === 0) throw new Error("Cannot append a commit without events");
      const sealed = await codec.seal(commit);
      return door.effect(invocation, "store.append", () => {
        if (world.strikes("store.throttled")) throw throttled;
        const outcome = tables.put(closed(sealed).commit, commit, invocation);
        if (outcome !== "appended") return outcome;
        if (world.strikes("store.says_already")) return "already_appended";
        return world.strikes("store.says_moved") ? "version_moved" : outcome;
      });
    },
    open: async (sealed) => codec.open(sealed),
  };
};

export const sealedPort =
  ({ door, tables, own }: StoreParts, invocation: Invocation): Deps["sealed"] =>
  (tenant, stream) => {
    own(invocation, tenant, "sealed.read");
    return door.effect(invocation, "sealed.read", () => [
      ...(tables.streamOf(tenant, stream)?.sealed ?? []),
    ]);
  };

export const feedPort = (parts: StoreParts, invocation: Invocation): Feed => ({
  after: (tenant, position, limit) => {
    parts.own(invocation, tenant, "feed.after");
    return parts.door.effect(invocation, "feed.after", () =>
      parts.tables.feed(tenant).slice(position, position + limit),
    );
  },
});

const throttled = Object.assign(new Error("Too many requests"), { name: "Throttled" });

/** Opened commits are kept until a key of their tenant is destroyed; then everything is opened anew. */
const openedUntil = async (
  { codecs, vault }: StoreParts,
  stream: Stream,
  until: number,
): Promise<readonly Commit[]> => {
  const epoch = vault.epoch();
  const kept = stream.epoch === epoch ? stream.opened : [];
  if (kept.length >= until) return kept.length === until ? kept : kept.slice(0, until);
  const opened = [...kept];
  for (const commit of stream.sealed.slice(kept.length, until))
    opened.push(await codecs.after.open(commit));
  if (vault.epoch() === epoch && opened.length >= stream.opened.length) {
    stream.opened = opened;
    stream.epoch = epoch;
  }
  return opened;
};

const factsOf = async (parts: StoreParts, stream: Stream): Promise<readonly Commit[]> => {
  const facts: Commit[] = [...stream.facts];
  for (const sealed of stream.sealed.slice(facts.length)) {
    const commit = parts.codecs.after.factsOf(sealed);
    if (commit === null) return openedUntil(parts, stream, stream.sealed.length);
    facts.push(commit);
  }
  return facts;
};

const isSameCommand = (one: Commit, other: Commit): boolean =>
  one.commandId === other.commandId && one.payloadHash === other.payloadHash;
