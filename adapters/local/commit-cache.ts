import { createLru } from "#adapters/lru";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";

/**
 * Opened commits of the streams in use. Right because this process is the only writer: what is appended
 * is added here at its COMMIT, and what is erased is dropped here with its key.
 */
export type CommitCache = {
  readonly get: (tenant: TenantId, stream: StreamName) => readonly Commit[] | undefined;
  readonly put: (tenant: TenantId, stream: StreamName, commits: readonly Commit[]) => void;
  readonly drop: (tenant: TenantId, stream: StreamName) => void;
  /** Drops everything readable of the tenant. */
  readonly forget: (tenant: TenantId) => void;
  /** Changes with every `forget`: what was opened in an earlier epoch must not be put any more. */
  readonly epoch: () => number;
};

type Entry = {
  readonly tenant: TenantId;
  readonly commits: readonly Commit[];
  readonly weight: number;
};

export const createCommitCache = ({
  maxStreams = 2_000,
  maxCharacters = 12_000_000,
}: {
  readonly maxStreams?: number;
  readonly maxCharacters?: number;
} = {}): CommitCache => {
  const streams = createLru<Entry>({
    maxCount: maxStreams,
    maxWeight: maxCharacters,
    weigh: (entry) => entry.weight,
  });
  let epoch = 0;

  return {
    get: (tenant, stream) => streams.get(keyOf(tenant, stream))?.commits,
    put: (tenant, stream, commits) => {
      const key = keyOf(tenant, stream);
      const known = streams.get(key);
      streams.set(key, { tenant, commits, weight: weightOf(commits, known) });
    },
    drop: (tenant, stream) => streams.delete(keyOf(tenant, stream)),
    forget: (tenant) => {
      epoch += 1;
      const prefix = keyOf(tenant, "" as StreamName);
      for (const key of streams.keys()) if (key.startsWith(prefix)) streams.delete(key);
    },
    epoch: () => epoch,
  };
};

/** The length in front keeps tenant `a` with stream `bc` apart from tenant `ab` with stream `c`. */
const keyOf = (tenant: TenantId, stream: StreamName): string =>
  `${tenant.length}:${tenant}${stream}`;

/** Near enough to bound the memory, and free: to spell every commit out again would cost more than it saves. */
const charactersOfACommit = 500;
const charactersOfAnEvent = 300;

/** Weighs only what is new when a stream has grown by its last commits. */
const weightOf = (commits: readonly Commit[], known: Entry | undefined): number => {
  const isGrown = known !== undefined && commits[0] === known.commits[0];
  const unweighed = isGrown ? commits.slice(known.commits.length) : commits;
  return unweighed.reduce(
    (weight, { events }) => weight + charactersOfACommit + events.length * charactersOfAnEvent,
    isGrown ? known.weight : 0,
  );
};

/** A reader gets the cached objects themselves, so nobody may change them. */
export const frozen = <T>(value: T): T => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const child of Object.values(value)) frozen(child);
  return Object.freeze(value);
};

/** A frozen copy as a later read would give it: plain JSON, and what is undefined is not there. */
export const asStored = <T>(value: T): T => copied(value) as T;

const copied = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(copied));
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = (value as Readonly<Record<string, unknown>>)[key];
    if (field !== undefined) copy[key] = copied(field);
  }
  return Object.freeze(copy);
};
