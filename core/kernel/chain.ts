import { canonical, spelled } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import type { Hex } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";

/** What the first commit of a stream points back to. */
export const genesis = "0".repeat(64) as Hex;

/**
 * Closes a commit: `hash` is SHA-256 over the RFC 8785 text of all its other fields, `prev` included.
 *
 * It is taken over the *sealed* events, so the chain still verifies after a customer has been erased.
 */
export const chained = (commit: NewCommit): Commit => closed(commit).commit;

/** The closed commit, and its JSON for whoever stores it: the text that was hashed, and its hash. */
export const closed = (commit: NewCommit): { readonly commit: Commit; readonly json: string } => {
  const { text, plain } = spelled(commit);
  const hash = sha256Hex(text);
  return { commit: { ...plain, hash }, json: `${text.slice(0, -1)},"hash":"${hash}"}` };
};

export type ChainFault = {
  readonly version: number;
  readonly why: "version_gap" | "prev_differs" | "hash_differs" | "no_events";
};

/** Finds the first commit of a stream that does not follow from the one before it; `null` when all do. */
export const firstFault = (commits: readonly Commit[]): ChainFault | null => {
  let prev = genesis;
  for (const [index, commit] of commits.entries()) {
    const why = faultOf(commit, index + 1, prev);
    if (why !== null) return { version: index + 1, why };
    prev = commit.hash;
  }
  return null;
};

/** A commit as it was found, or what is the matter: none is there, it cannot be read, or it is another one's. */
export type Found = Commit | "missing" | "unreadable" | "misplaced";

export type FoundFault = {
  readonly version: number;
  readonly why: ChainFault["why"] | Exclude<Found, Commit>;
};

/**
 * Every one of these commits of a stream that is not what was written, or does not follow from the one before it as
 * far as that is known. `before` is the one before the first, `null` where the stream begins with them.
 */
export const faultsFrom = (
  from: number,
  before: Found | null,
  commits: readonly Found[],
): readonly FoundFault[] => {
  const faults: FoundFault[] = [];
  if (typeof before === "string") faults.push({ version: from - 1, why: before });
  let prev = before === null ? genesis : hashIn(before);
  for (const [index, found] of commits.entries()) {
    const version = from + index;
    const why = typeof found === "string" ? found : faultOf(found, version, prev ?? found.prev);
    if (why !== null) faults.push({ version, why });
    prev = hashIn(found);
  }
  return faults;
};

/** `null` where nobody knows it any more: what follows is then not to blame. */
const hashIn = (found: Found): Hex | null => (typeof found === "string" ? null : found.hash);

const faultOf = (commit: Commit, version: number, prev: Hex): ChainFault["why"] | null => {
  if (commit.version !== version) return "version_gap";
  if (commit.prev !== prev) return "prev_differs";
  if (!Array.isArray(commit.events) || commit.events.length === 0) return "no_events";
  return hashOf(commit) === commit.hash ? null : "hash_differs";
};

/** `null` where a commit has come to hold what JSON cannot say: it was not written so. */
const hashOf = ({ hash: _, ...rest }: NewCommit & { hash?: Hex }): Hex | null => {
  try {
    return sha256Hex(canonical(rest));
  } catch {
    return null;
  }
};
