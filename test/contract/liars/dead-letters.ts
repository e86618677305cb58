import type { DeadLetter, DeadLetters } from "#functions/dead-letters";
import { deadLettersOf } from "#local/dead-letters";
import { deadLettersContract, type LettersStage, nine } from "#test/contract/dead-letters";
import { liarsOf, lying } from "#test/contract/liars/liar";
import type { LocalPorts } from "#test/support/local-ports";
import { tenantA } from "#test/support/sample-commits";

/** The embedded runtime's letters, which stand on its list as soon as a queue has buried them. */
export const lettersStageOf = ({ db, queues }: LocalPorts): LettersStage => {
  let now = nine;
  return {
    queues,
    letters: deadLettersOf(db, { now: () => now }),
    settle: async () => undefined,
    turnTo: (instant) => void (now = instant),
  };
};

const lie = lying<LettersStage>(lettersStageOf);
const twisting =
  (twist: (letters: DeadLetters) => Partial<DeadLetters>) =>
  (stage: LettersStage): LettersStage => ({
    ...stage,
    letters: { ...stage.letters, ...twist(stage.letters) },
  });

const renumbered = (letter: DeadLetter, by: number): DeadLetter => ({
  ...letter,
  id: String(Number(letter.id) + by),
});

let keys = 0;
const anotherKey = () => `another-${++keys}`;

export const deadLettersLiars = liarsOf(deadLettersContract, [
  lie(
    "forgets why a letter is dead",
    twisting((letters) => ({
      list: async (...wanted) =>
        (await letters.list(...wanted)).map((letter) => ({ ...letter, why: "failed" })),
    })),
    "lists what has come to nothing, the oldest first, with why and after how many attempts",
  ),
  lie(
    "lists the newest first",
    twisting((letters) => ({
      list: async (...wanted) => (await letters.list(...wanted)).toReversed(),
    })),
    "lists what has come to nothing, the oldest first, with why and after how many attempts",
  ),
  lie(
    "lists all from the beginning",
    twisting((letters) => ({
      list: (tenant, range) => letters.list(tenant, { ...range, after: 0 }),
    })),
    "lists no more than were asked for, from behind an id on",
  ),
  lie(
    "finds any letter for any id",
    twisting((letters) => ({
      find: async (tenant) =>
        (await letters.list(tenant, { isArchived: false, after: 0, limit: 1 }))[0] ?? null,
    })),
    "finds a letter by its id, and nothing where there is none",
  ),
  lie(
    "has one list for all",
    twisting((letters) => ({ list: (_, range) => letters.list(tenantA, range) })),
    "has no letter of another tenant",
  ),
  lie(
    "says that it has given back, and has not",
    twisting((letters) => ({
      replay: async ({ tenant, letter: id }) => {
        const letter = await letters.find(tenant, id);
        return letter === null ? { outcome: "not_found" } : { outcome: "replayed", letter };
      },
    })),
    "gives a letter back to its queue, and it is none any more",
    "gives back what was archived, too",
  ),
  lie(
    "gives back whatever it is asked for, as often as it is asked",
    (stage) => {
      const given = new Map<string, DeadLetter>();
      const { letters, queues } = stage;
      const replay: DeadLetters["replay"] = async (wish) => {
        const handled = await letters.replay(wish);
        if ("letter" in handled) given.set(wish.letter, handled.letter);
        const again = given.get(wish.letter);
        if (handled.outcome === "replayed" || again === undefined) return handled;
        const { queue, body } = again;
        await queues.send({ tenant: wish.tenant, queue, body }, nine);
        return handled;
      };
      return { ...stage, letters: { ...letters, replay } };
    },
    "gives nothing back twice, whoever wishes it",
    "gives back once what two wish at once",
    "knows a letter under its id when it comes to nothing once more, and a late repeat gives it back no more",
  ),
  lie(
    "knows no wish again",
    twisting((letters) => ({
      replay: (wish) => letters.replay({ ...wish, key: anotherKey() }),
      archive: (wish, by) => letters.archive({ ...wish, key: anotherKey() }, by),
      purge: (wish) => letters.purge({ ...wish, key: anotherKey() }),
    })),
    "gives nothing back twice, whoever wishes it",
    "knows a letter under its id when it comes to nothing once more, and a late repeat gives it back no more",
    "refuses a key that was for another wish, and changes nothing",
    "archives once: it stays with whoever was first",
    "purges what was archived so long ago, the oldest first, and no more than asked for",
  ),
  lie(
    "numbers a letter anew each time it is listed",
    twisting((letters) => {
      let listed = 0;
      return {
        list: async (...wanted) => {
          listed += 1;
          return (await letters.list(...wanted)).map((letter) => renumbered(letter, listed));
        },
        replay: (wish) => letters.replay(wish),
      };
    }),
    "knows a letter under its id when it comes to nothing once more, and a late repeat gives it back no more",
  ),
  lie(
    "does not say who has looked",
    twisting((letters) => ({ archive: (wish) => letters.archive(wish, "") })),
    "archives a letter with who and when: off the list, and kept",
  ),
  lie(
    "keeps no archive",
    twisting((letters) => ({
      list: async (tenant, range) => (range.isArchived ? [] : letters.list(tenant, range)),
    })),
    "archives a letter with who and when: off the list, and kept",
  ),
  lie(
    "purges what was archived a moment ago",
    twisting((letters) => ({ purge: (wish) => letters.purge({ ...wish, olderThanDays: 0 }) })),
    "purges what was archived so long ago, the oldest first, and no more than asked for",
  ),
  lie(
    "purges all at once",
    twisting((letters) => ({ purge: (wish) => letters.purge({ ...wish, limit: 100 }) })),
    "purges what was archived so long ago, the oldest first, and no more than asked for",
  ),
  lie(
    "has nothing new about what there never was",
    twisting((letters) => ({
      replay: async (wish) => {
        const handled = await letters.replay(wish);
        return handled.outcome === "not_found" ? { outcome: "nothing_new" } : handled;
      },
    })),
    "finds nothing to do about an id that is none",
    "has no letter of another tenant",
  ),
]);
