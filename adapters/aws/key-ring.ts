import type { KeyObject } from "node:crypto";
import { createKeyLooks, type Seen } from "#adapters/aws/key-looks";
import { type KeyOwner, nameOf } from "#adapters/aws/key-name";
import type { NamedKey } from "#adapters/aws/kms-keys";
import { findKey, findOrMakeKey, type SubjectKeysDeps } from "#adapters/aws/subject-keys";
import { createLru } from "#adapters/lru";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

/** An unwrapped key in this process. Every cipher asks it again at each use, so all of them end with it. */
export type HeldKey = {
  readonly name: string;
  readonly loadedAt: Instant;
  /** `null` once it has been destroyed, or has grown too old to be used. */
  readonly key: () => KeyObject | null;
  readonly isDestroyed: () => boolean;
};

/**
 * What the table held at `loadedAt`. `isFresh`: that was since the question was put, so it is known that no other
 * key lives.
 */
export type Found<Held = HeldKey> = Loaded<Held> & { readonly isFresh: boolean };

type Loaded<Held> = { readonly held: Held; readonly loadedAt: Instant };

export type KeyRing = {
  /** `null` where there is none. */
  readonly find: (owner: KeyOwner) => Promise<Found<HeldKey | null>>;
  readonly findOrMake: (owner: KeyOwner) => Promise<Found>;
  /** The same for who wants to seal: what is kept is held against the table first. */
  readonly standing: (owner: KeyOwner) => Promise<Found>;
  /**
   * Whoever asks in the next minutes reads the table himself. What is kept, or what another has just read, would leave him
   * in the same doubt: by its time a key of the same minute may be older, or newer.
   */
  readonly forget: (owner: KeyOwner) => void;
  readonly destroy: (owner: KeyOwner) => Promise<void>;
};

/** How many plaintext keys a process may hold, and for how long. The age is also how late an erasure may arrive. */
export type KeyCache = { readonly maxKeys: number; readonly maxAgeMs: number };

export const createKeyRing = (deps: SubjectKeysDeps, { maxKeys, maxAgeMs }: KeyCache): KeyRing => {
  const { clock, records } = deps;
  const lookAt = createKeyLooks({ clock, records });
  const cache = createLru<HeldKey>({ maxCount: maxKeys });
  const destructions = createDestructions(maxAgeMs);
  const doubts = createDoubts(clock);

  /** What was read before a destruction is not kept after it, but read again. */
  const load = async <Key extends NamedKey | null>(
    owner: KeyOwner,
    ask: (deps: SubjectKeysDeps, owner: KeyOwner) => Promise<Key>,
  ): Promise<Loaded<HeldKey | Exclude<Key, NamedKey>>> => {
    for (let tries = 0; tries < maxLoads; tries += 1) {
      const loadedAt = clock.now();
      const isOvertaken = destructions.since(owner);
      const found = await ask(deps, owner);
      if (isOvertaken()) continue;
      if (found === null) return { held: found as Exclude<Key, NamedKey>, loadedAt };
      const held = holdIn({ clock, destructions, maxAgeMs }, found, owner, loadedAt);
      cache.set(nameOf(owner), held);
      return { held, loadedAt };
    }
    throw new Error("Cannot find the key: its subject is being erased");
  };

  /** From the cache, or with whoever is asking just now, or by asking. */
  const sharing = <Held>(ask: (owner: KeyOwner) => Promise<Loaded<Held>>) => {
    const loads = new Map<string, Promise<Loaded<Held>>>();
    return async (owner: KeyOwner): Promise<Found<Held | HeldKey>> => {
      const name = nameOf(owner);
      if (doubts.isIn(name)) return { ...(await ask(owner)), isFresh: true };
      const known = cache.get(name);
      // Not one whose time ends in the next moment: whoever asks wants to use it.
      if (known?.key() && clock.now() < plusMs(known.loadedAt, maxAgeMs - graceMs))
        return { held: known, loadedAt: known.loadedAt, isFresh: false };

      const underWay = loads.get(name);
      if (underWay !== undefined) return { ...(await underWay), isFresh: false };
      const begun = ask(owner).finally(() => loads.delete(name));
      loads.set(name, begun);
      return { ...(await begun), isFresh: true };
    };
  };

  const findOrMake = sharing((owner) => load(owner, findOrMakeKey));

  return {
    find: sharing((owner) => load(owner, findKey)),
    findOrMake,

    standing: async (owner) => {
      const found = await findOrMake(owner);
      const standing = found.isFresh ? found : stillIn(await lookAt(owner), found.held);
      if (standing !== null) return standing;
      cache.delete(nameOf(owner));
      return { ...(await load(owner, findOrMakeKey)), isFresh: true };
    },

    forget: (owner) => {
      cache.delete(nameOf(owner));
      doubts.note(nameOf(owner));
    },

    destroy: async (owner) => {
      await records.delete(owner.tenant, owner.subject);
      destructions.note(owner, clock.now());
      cache.delete(nameOf(owner));
    },
  };
};

/** `null` where another process has erased the subject: what is sealed under a key that is gone, nobody can open. */
const stillIn = ({ keyName, lookedAt }: Seen, held: HeldKey): Found | null =>
  keyName === held.name && held.key() !== null ? { held, loadedAt: lookedAt, isFresh: true } : null;

const maxLoads = 3;
/** Longer than clocks differ: after it a time alone tells which of two keys is older. */
const doubtMs = 120_000;
const graceMs = 10_000;

/** A key in this process, until it is destroyed or too old. */
const holdIn = (
  { clock, destructions, maxAgeMs }: Holding,
  { name, key }: NamedKey,
  owner: KeyOwner,
  loadedAt: Instant,
): HeldKey => {
  const until = plusMs(loadedAt, maxAgeMs);
  const isDestroyed = destructions.since(owner);
  let kept: KeyObject | null = key;
  return {
    name,
    loadedAt,
    isDestroyed,
    key: () => {
      if (isDestroyed() || clock.now() >= until) kept = null;
      return kept;
    },
  };
};

type Holding = Pick<KeyCache, "maxAgeMs"> & {
  readonly clock: Clock;
  readonly destructions: ReturnType<typeof createDestructions>;
};

/** Whose key may not be the only one that there was lately. */
const createDoubts = (clock: Clock) => {
  const ends = new Map<string, Instant>();
  return {
    note: (name: string): void => {
      for (const [one, end] of ends) if (end <= clock.now()) ends.delete(one);
      ends.set(name, plusMs(clock.now(), doubtMs));
    },
    isIn: (name: string): boolean => (ends.get(name) ?? "") > clock.now(),
  };
};

/** Which subjects were erased here, for as long as anybody could still hold a key of theirs. */
const createDestructions = (maxAgeMs: number) => {
  const latest = new Map<string, { readonly number: number; readonly at: Instant }>();
  let count = 0;
  return {
    note: (owner: KeyOwner, now: Instant): void => {
      for (const [name, { at }] of latest) if (plusMs(at, 2 * maxAgeMs) < now) latest.delete(name);
      count += 1;
      latest.set(nameOf(owner), { number: count, at: now });
    },
    /** Tells, whenever asked, whether the owner's keys have been destroyed since this call. */
    since: (owner: KeyOwner): (() => boolean) => {
      const born = count;
      return () => (latest.get(nameOf(owner))?.number ?? 0) > born;
    },
  };
};
