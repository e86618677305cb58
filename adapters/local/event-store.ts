import {
  asStored,
  type CommitCache,
  createCommitCache,
  frozen,
} from "#adapters/local/commit-cache";
import { commitsOf, headOf, insertIfNext } from "#adapters/local/commit-rows";
import type { Database } from "#adapters/local/database";
import type { LocalVault } from "#adapters/local/vault";
import { createRecentCommits, type RecentCommits } from "#adapters/local/recent-commits";
import { closed } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { EventStore } from "#core/ports/event-store";
import type { Codec } from "#events/codec";

export type LocalEventStore = EventStore & {
  /** Told after each COMMIT that the tenant's feed has grown. Must not throw. Returns how to stop it. */
  readonly onAppended: (listener: (tenant: TenantId) => void) => () => void;
};

type Deps = {
  readonly db: Database;
  readonly codec: Codec;
  /** Tells of erasures, so that opened commits leave the memory with their key. */
  readonly vault: Pick<LocalVault, "onDestroyed">;
  readonly cache?: CommitCache;
  readonly recent?: RecentCommits;
};

/**
 * Commits in SQLite, durable when `append` resolves.
 *
 * Readers get frozen, shared objects. A commit sealed while its subject is being erased may be written
 * with fields that nobody can open: erasure wins.
 */
export const createEventStore = ({
  db,
  codec,
  vault,
  cache = createCommitCache(),
  recent = createRecentCommits(),
}: Deps): LocalEventStore => {
  const facts = createCommitCache({ maxStreams: 1_000 });
  const listeners = new Set<(tenant: TenantId) => void>();
  /** Streams whose last commit can be read, and is not on the disk yet. */
  const onTheirWay = new Set<string>();
  vault.onDestroyed(cache.forget);

  const { read, readFacts } = readersOf({ db, codec, cache, facts });
  /** Nobody may answer "that was done before" by a commit that a power cut could still take away. */
  const settled = async (tenant: TenantId, stream: StreamName): Promise<void> => {
    if (onTheirWay.has(nameOf(tenant, stream))) await db.durable();
  };

  const append = async (commit: NewCommit) => {
    if (commit.events.length === 0) throw new Error("Cannot append a commit without events");
    const epoch = cache.epoch();
    const { commit: sealed, json } = closed(await codec.seal(commit));
    const name = nameOf(commit.tenant, commit.stream);
    const writing = db.write(
      () => insertIfNext(db, sealed, json),
      (done) => {
        if (done.outcome !== "appended") return;
        onTheirWay.add(name);
        facts.drop(commit.tenant, commit.stream);
        recent.add(commit.tenant, done.position, sealed);
        const isErasedSince = cache.epoch() !== epoch;
        if (isErasedSince) cache.drop(commit.tenant, commit.stream);
        else remember(cache, { ...commit, hash: sealed.hash });
        for (const tell of listeners) tell(commit.tenant);
      },
    );
    const { outcome } = await writing; // Where the disk refuses it, the stream stays closed to readers.
    onTheirWay.delete(name);
    return outcome;
  };

  return {
    read: async (tenant, stream) => {
      await settled(tenant, stream);
      return { commits: await read(tenant, stream) };
    },
    readFacts: async (tenant, stream) => {
      await settled(tenant, stream);
      return { commits: await readFacts(tenant, stream) };
    },
    append,
    open: async (sealed) => {
      const known = cache.get(sealed.tenant, sealed.stream)?.[sealed.version - 1];
      return known?.hash === sealed.hash ? known : frozen(await codec.open(sealed));
    },
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

type Readers = Pick<Deps, "db" | "codec"> & {
  readonly cache: CommitCache;
  readonly facts: CommitCache;
};

const readersOf = ({ db, codec, cache, facts }: Readers) => {
  const read = async (tenant: TenantId, stream: StreamName): Promise<readonly Commit[]> => {
    const known = cache.get(tenant, stream);
    if (known !== undefined) return known;

    const epoch = cache.epoch();
    const sealed = commitsOf(db, tenant, stream);
    if (sealed.length === 0) return nothingYet(tenant, stream);
    const commits = frozen(await Promise.all(sealed.map(codec.open)));
    // While it was being opened, the stream may have grown, or its customer may have been erased.
    if (cache.epoch() !== epoch) return commits;
    if (headOf(db, tenant, stream).version === commits.length) cache.put(tenant, stream, commits);
    return commits;
  };

  /** Who books is looked for in three streams that are not there, and some of them twice; its first commit takes the place. */
  const nothingYet = (tenant: TenantId, stream: StreamName): readonly Commit[] => {
    cache.put(tenant, stream, none);
    return none;
  };

  const readFacts = async (tenant: TenantId, stream: StreamName): Promise<readonly Commit[]> => {
    const known = cache.get(tenant, stream) ?? facts.get(tenant, stream);
    if (known !== undefined) return known;

    const commits: Commit[] = [];
    for (const sealed of commitsOf(db, tenant, stream)) {
      const commit = codec.factsOf(sealed);
      if (commit === null) return read(tenant, stream); // Of an older version: to know it takes opening it.
      commits.push(commit);
    }
    if (commits.length === 0) return nothingYet(tenant, stream);
    facts.put(tenant, stream, frozen(commits));
    return commits;
  };
  return { read, readFacts };
};

const none: readonly Commit[] = Object.freeze([]);

const nameOf = (tenant: TenantId, stream: StreamName): string => `${tenant} ${stream}`;

/** Adds the commit to its cached stream as a later read would give it. */
const remember = (cache: CommitCache, commit: Commit): void => {
  const before = commit.version === 1 ? [] : cache.get(commit.tenant, commit.stream);
  if (before?.length !== commit.version - 1) return cache.drop(commit.tenant, commit.stream);
  cache.put(commit.tenant, commit.stream, Object.freeze([...before, asStored(commit)]));
};
