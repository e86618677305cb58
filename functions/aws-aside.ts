import type { Commit } from "#core/kernel/message";
import { nameOf } from "#functions/aws-call";
import type { Deps } from "#functions/deps";

type Take = (commits: readonly Commit[]) => Promise<void>;

/** As often as the embedded runtime tries, before it parks. */
const mostTries = 5;

/**
 * A commit that fails for a reason of its own would hold up all that stands behind it: after some tries it is put aside
 * as a letter, and the reader goes on. While AWS itself fails no try counts, for then the commit is as good as any.
 *
 * A container counts for itself. One that is new counts from the beginning: that takes longer, and loses nothing.
 */
export const poisonAside = (
  reader: string,
  create: (deps: Deps) => Take,
): ((deps: Deps) => Take) => {
  const tries = new Map<string, number>();
  return (deps) => {
    const take = create(deps);
    return async (commits) => {
      for (const commit of commits) {
        const key = JSON.stringify([commit.tenant, commit.stream, commit.version]);
        try {
          await take([commit]);
          tries.delete(key);
        } catch (error) {
          if (isOfAws(error)) throw error;
          const tried = (tries.get(key) ?? 0) + 1;
          tries.set(key, tried);
          if (tried < mostTries) throw error;
          await putAside(deps, commit, { reader, why: nameOf(error) });
          tries.delete(key);
        }
      }
    };
  };
};

/** Every failure of AWS bears the name of its service. */
const isOfAws = (error: unknown): boolean => error instanceof Error && "service" in error;

const putAside = async (
  { queues, clock, log }: Deps,
  { tenant, stream, version, cause }: Commit,
  { reader, why }: { readonly reader: string; readonly why: string },
): Promise<void> => {
  const letter = { tenant, queue: `parked-${reader}`, body: { stream, version, why } };
  await queues.send(letter, clock.now());
  const { correlationId } = cause;
  log.error("feed.parked", { reader, tenant, stream, version, correlationId, why });
};
