import { type KeyOwner, nameOf } from "#adapters/aws/key-name";
import type { KeyRecords } from "#adapters/aws/kms-keys";
import type { Instant } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

/** The key that stood in the table when it was looked at, which was begun at `lookedAt`. `null` where there was none. */
export type Seen = { readonly keyName: string | null; readonly lookedAt: Instant };

type Deps = { readonly records: KeyRecords; readonly clock: Clock };
type Names = { readonly names: ReadonlyMap<string, string | null>; readonly lookedAt: Instant };
type Look = { readonly owners: Map<string, KeyOwner>; readonly done: Promise<Names> };

/**
 * Whose key stands in the table, seen by a look that begins after the question was put. What is under way may have passed a
 * row before somebody asks for it: it tells him nothing. Whoever asks meanwhile is gathered, each subject once, and all of
 * them are told by the one request that follows. So there is one under way and one gathering, however many ask, and who asks
 * alone has a request of his own at once.
 */
export const createKeyLooks = (deps: Deps): ((owner: KeyOwner) => Promise<Seen>) => {
  let gathering: Look | null = null;
  let underWay: Promise<unknown> = Promise.resolve();

  const gather = (): Look => {
    const owners = new Map<string, KeyOwner>();
    const done = underWay.then(() => {
      gathering = null;
      return namesIn(deps, owners);
    });
    // How it went is told to those who asked in it, and to nobody else.
    underWay = done.catch(() => undefined);
    return { owners, done };
  };

  return async (owner) => {
    gathering ??= gather();
    const { owners, done } = gathering;
    owners.set(nameOf(owner), owner);
    const { names, lookedAt } = await done;
    return { keyName: names.get(nameOf(owner)) ?? null, lookedAt };
  };
};

const namesIn = async (
  { records, clock }: Deps,
  owners: ReadonlyMap<string, KeyOwner>,
): Promise<Names> => {
  const lookedAt = clock.now();
  const found = await namesOf(records, [...owners.values()]);
  return {
    names: new Map([...owners.keys()].map((of, place) => [of, found[place] ?? null])),
    lookedAt,
  };
};

const namesOf = async (
  records: KeyRecords,
  owners: readonly KeyOwner[],
): Promise<readonly (string | null)[]> => {
  const [one, ...others] = owners;
  if (one === undefined || others.length > 0) return records.namesOf(owners);
  return [(await records.get(one.tenant, one.subject))?.name ?? null];
};
