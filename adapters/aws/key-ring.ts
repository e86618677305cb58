import type { KeyObject } from "node:crypto";
import type { KeyOwner } from "#adapters/aws/key-name";
import { type DataKey, findOrMakeKey, type KeysDeps } from "#adapters/aws/kms-keys";
import { createLru } from "#adapters/lru";
import { type Instant, plusMs } from "#core/kernel/time";

/** An unwrapped key in this process. Every cipher asks it again at each use, so all of them end with it. */
export type HeldKey = {
  readonly name: string;
  readonly loadedAt: Instant;
  /** `null` once it has been destroyed, or has grown too old to be used. */
  readonly key: () => KeyObject | null;
  readonly isDestroyed: () => boolean;
};

/** `isFresh`: read from the table since the question was put, so it is known that no other key lives. */
type Found = { readonly held: HeldKey; readonly isFresh: boolean };

export type KeyRing = {
  readonly find: (owner: KeyOwner) => Promise<Found>;
  /** The next `find` reads the table. */
  readonly forget: (owner: KeyOwner) => void;
  readonly destroy: (owner: KeyOwner) => Promise<void>;
};

/** How many plaintext keys a process may hold, and for how long. The age is also how late an erasure may arrive. */
export type KeyCache = { readonly maxKeys: number; readonly maxAgeMs: number };

export const createKeyRing = (deps: KeysDeps, { maxKeys, maxAgeMs }: KeyCache): KeyRing => {
  const { clock, records } = deps;
  const cache = createLru<HeldKey>({ maxCount: maxKeys });
  const loads = new Map<string, Promise<HeldKey>>();
  const destructions = createDestructions(maxAgeMs);

  const hold = ({ name, key }: DataKey, owner: KeyOwner, loadedAt: Instant): HeldKey => {
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

  /** What was read before a destruction is not kept after it, but read again. */
  const load = async (owner: KeyOwner): Promise<HeldKey> => {
    for (let tries = 0; tries < maxLoads; tries += 1) {
      const loadedAt = clock.now();
      const isOvertaken = destructions.since(owner);
      const found = await findOrMakeKey(deps, owner);
      if (isOvertaken()) continue;
      const held = hold(found, owner, loadedAt);
      cache.set(nameOf(owner), held);
      return held;
    }
    throw new Error("Cannot find the key: its subject is being erased");
  };

  return {
    find: async (owner) => {
      const name = nameOf(owner);
      const known = cache.get(name);
      // Not one whose time ends in the next moment: whoever asks wants to use it.
      if (known?.key() && clock.now() < plusMs(known.loadedAt, maxAgeMs - graceMs))
        return { held: known, isFresh: false };

      const underWay = loads.get(name);
      if (underWay !== undefined) return { held: await underWay, isFresh: false };
      const begun = load(owner).finally(() => loads.delete(name));
      loads.set(name, begun);
      return { held: await begun, isFresh: true };
    },

    forget: (owner) => cache.delete(nameOf(owner)),

    destroy: async (owner) => {
      await records.delete(owner.tenant, owner.subject);
      destructions.note(owner, clock.now());
      cache.delete(nameOf(owner));
    },
  };
};

const maxLoads = 3;
const graceMs = 10_000;

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

/** The length in front keeps tenant `a` with subject `bc` apart from tenant `ab` with subject `c`. */
const nameOf = ({ tenant, subject }: KeyOwner): string => `${tenant.length}:${tenant}${subject}`;
