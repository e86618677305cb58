import { createLru } from "#adapters/lru";
import type { CommitPlace } from "#adapters/aws/stream-records";
import type { Commit } from "#core/kernel/message";
import { nameOf } from "#functions/aws-call";
import type { Unreadable } from "#functions/aws-commits";
import type { Deps } from "#functions/deps";

type Take = (commits: readonly Commit[]) => Promise<void>;

/** As often as the embedded runtime tries, before it parks. */
const mostTries = 5;

/**
 * Of so many commits a container remembers that they failed, or were put aside. Days on which everything fails would fill it;
 * what it has forgotten is tried anew, and may become a second letter.
 */
const mostRemembered = 20_000;

/**
 * A commit that fails for a reason of its own would hold up all that stands behind it: after some tries it is put aside
 * as a letter, and the reader goes on. While AWS itself fails no try counts, for then the commit is as good as any.
 *
 * A container counts for itself. One that is new counts from the beginning: that takes longer, and loses nothing.
 */
export const poisonAside = (
  reader: string,
  create: (deps: Deps) => Take,
  most = mostRemembered,
): ((deps: Deps) => Take) => {
  const tries = createLru<number>({ maxCount: most });
  const aside = createLru<true>({ maxCount: most });
  return (deps) => {
    const take = create(deps);
    return async (commits) => {
      for (const commit of commits) {
        const key = keyOf(commit);
        if (aside.get(key) === true) continue; // It comes along with what is tried again behind it.
        try {
          await take([commit]);
          tries.delete(key);
        } catch (error) {
          if (isOfAws(error)) throw error;
          const tried = (tries.get(key) ?? 0) + 1;
          tries.set(key, tried);
          if (tried < mostTries) throw error;
          await putAside(deps, commit, { reader, why: nameOf(error) });
          aside.set(key, true);
          tries.delete(key);
        }
      }
    };
  };
};

const keyOf = ({ tenant, stream, version }: CommitPlace): string =>
  JSON.stringify([tenant, stream, version]);

/**
 * Every failure of AWS bears the name of its service. What a service refuses for what stands in the request it refuses
 * for ever, and a customer's key that does not open is that customer's: there AWS is as well as ever.
 */
const isOfAws = (error: unknown): boolean =>
  error instanceof Error &&
  "service" in error &&
  error.service !== "vault" &&
  !("why" in error && error.why === "refused");

/** What nobody can read now nobody can in a moment: it is put aside at once. Of one without a place nobody could find it again. */
export const unreadableAside = (reader: string, most = mostRemembered) => {
  const aside = createLru<true>({ maxCount: most });
  return async (deps: Deps, { place }: Unreadable): Promise<boolean> => {
    if (place === null) return false;
    if (aside.get(keyOf(place)) === true) return true;
    try {
      await putAside(deps, place, { reader, why: "commit_unreadable" });
      aside.set(keyOf(place), true);
      return true;
    } catch (error) {
      const { stream, version } = place;
      deps.log.error("feed.failed", { reader, stream, version, why: nameOf(error) });
      return false;
    }
  };
};

const putAside = async (
  { queues, clock, log }: Pick<Deps, "queues" | "clock" | "log">,
  { tenant, stream, version, cause }: CommitPlace & Partial<Pick<Commit, "cause">>,
  { reader, why }: { readonly reader: string; readonly why: string },
): Promise<void> => {
  const letter = { tenant, queue: `parked-${reader}`, body: { stream, version, why } };
  await queues.send(letter, clock.now());
  const correlationId = cause?.correlationId;
  log.error("feed.parked", { reader, tenant, stream, version, correlationId, why });
};
