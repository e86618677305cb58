import { expect } from "vitest";
import type { Json } from "#core/kernel/canonical";
import { type Instant, at, plusMs } from "#core/kernel/time";
import type { QueueMessage, Queues } from "#core/ports/queues";
import type { DeadLetter, DeadLetters } from "#functions/dead-letters";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

export type LettersStage = {
  readonly letters: DeadLetters;
  readonly queues: Queues;
  /** Brings what the queues have buried to where it is listed. */
  readonly settle: () => Promise<void>;
  readonly turnTo: (instant: Instant) => void;
};

export const nine = at("2026-03-02T09:00:00Z");
const dayMs = 24 * 3_600_000;

type Wish = Partial<QueueMessage> & { readonly why?: string };

/** Whatever waits in the queue comes to nothing, as often as it may. */
const comeToNothing = async (
  { queues, settle }: LettersStage,
  { queue, why }: Required<Pick<Wish, "queue" | "why">>,
) => {
  for (let tries = 0; tries < 20; tries += 1)
    for (const delivery of await queues.receive(queue, nine, 10))
      await queues.release(delivery, nine, why);
  await settle();
};

const bury = async (stage: LettersStage, wish: Wish = {}): Promise<void> => {
  const { tenant = tenantA, queue = "executions", body = { execution: "1" }, why = "held" } = wish;
  await stage.queues.send({ tenant, queue, body }, nine);
  await comeToNothing(stage, { queue, why });
};

const waiting = { isArchived: false, after: 0, limit: 100 };
const archived = { ...waiting, isArchived: true };

const buryOne = async (stage: LettersStage, wish: Wish = {}): Promise<DeadLetter> => {
  await bury(stage, wish);
  const letter = (await stage.letters.list(wish.tenant ?? tenantA, waiting)).at(-1);
  if (letter === undefined) throw new Error("Expected a letter");
  return letter;
};

const wishOf = ({ id: letter }: Pick<DeadLetter, "id">, key = "key-1") => ({
  tenant: tenantA,
  letter,
  key,
});

/** What lies in the queue for its worker, who takes it. */
const taken = async ({ queues }: LettersStage, queue = "executions"): Promise<readonly Json[]> => {
  const deliveries = await queues.receive(queue, nine, 10);
  for (const delivery of deliveries) await queues.acknowledge(delivery);
  return deliveries.map(({ body }) => body);
};

export const deadLettersContract = contractOf<LettersStage>("DeadLetters", [
  [
    "lists what has come to nothing, the oldest first, with why and after how many attempts",
    async (stage) => {
      await bury(stage, { body: { execution: "1" }, why: "carrier_down" });
      await bury(stage, { queue: "classifications", body: { text: "2" }, why: "model_down" });
      const letters = await stage.letters.list(tenantA, waiting);
      expect(letters).toMatchObject([
        { queue: "executions", body: { execution: "1" }, why: "carrier_down", archived: null },
        { queue: "classifications", body: { text: "2" }, why: "model_down", archived: null },
      ]);
      expect(letters.map(({ attempts }) => attempts)).toEqual([8, 8]);
      const [first, second] = letters.map(({ id }) => Number(id));
      expect(second).toBeGreaterThan(first ?? Number.NaN);
    },
  ],
  [
    "lists no more than were asked for, from behind an id on",
    async (stage) => {
      for (const execution of ["1", "2", "3"]) await bury(stage, { body: { execution } });
      const all = await stage.letters.list(tenantA, waiting);
      expect(all).toHaveLength(3);
      expect(await stage.letters.list(tenantA, { ...waiting, limit: 2 })).toEqual(all.slice(0, 2));
      const after = Number(all[0]?.id);
      expect(await stage.letters.list(tenantA, { ...waiting, after })).toEqual(all.slice(1));
    },
  ],
  [
    "finds a letter by its id, and nothing where there is none",
    async (stage) => {
      const letter = await buryOne(stage);
      expect(await stage.letters.find(tenantA, letter.id)).toEqual(letter);
      for (const id of ["77", "0", "x", "", "-1"])
        expect(await stage.letters.find(tenantA, id)).toBeNull();
    },
  ],
  [
    "has no letter of another tenant",
    async (stage) => {
      const letter = await buryOne(stage);
      const theirs = { ...wishOf(letter), tenant: tenantB };
      expect(await stage.letters.list(tenantB, waiting)).toEqual([]);
      expect(await stage.letters.find(tenantB, letter.id)).toBeNull();
      expect(await stage.letters.replay(theirs)).toEqual({ outcome: "not_found" });
      expect(await stage.letters.archive(theirs, "api")).toEqual({ outcome: "not_found" });
      await stage.letters.archive(wishOf(letter), "api");
      stage.turnTo(plusMs(nine, 90 * dayMs));
      const purge = { tenant: tenantB, key: "key-1", olderThanDays: 1, limit: 10 };
      expect(await stage.letters.purge(purge)).toEqual({ outcome: "purged", letters: [] });
      expect(await stage.letters.find(tenantA, letter.id)).not.toBeNull();
    },
  ],
  [
    "gives a letter back to its queue, and it is none any more",
    async (stage) => {
      const letter = await buryOne(stage, { body: { execution: "7" } });
      expect(await stage.letters.replay(wishOf(letter))).toEqual({ outcome: "replayed", letter });
      expect(await taken(stage)).toEqual([{ execution: "7" }]);
      expect(await stage.letters.list(tenantA, waiting)).toEqual([]);
      expect(await stage.letters.find(tenantA, letter.id)).toBeNull();
    },
  ],
  [
    "gives nothing back twice, whoever wishes it",
    async (stage) => {
      const letter = await buryOne(stage);
      await stage.letters.replay(wishOf(letter));
      expect(await taken(stage)).toHaveLength(1);
      for (const [key, outcome] of [
        ["key-1", "repeated"],
        ["key-2", "nothing_new"],
        ["key-2", "repeated"],
      ] as const)
        expect(await stage.letters.replay(wishOf(letter, key))).toEqual({ outcome });
      expect(await taken(stage)).toEqual([]);
    },
  ],
  [
    "gives back once what two wish at once",
    async (stage) => {
      const letter = await buryOne(stage);
      const handled = await Promise.all(
        ["key-1", "key-2", "key-3"].map((key) => stage.letters.replay(wishOf(letter, key))),
      );
      expect(handled.map(({ outcome }) => outcome).toSorted()).toEqual([
        "nothing_new",
        "nothing_new",
        "replayed",
      ]);
      expect(await taken(stage)).toHaveLength(1);
    },
  ],
  [
    "knows a letter under its id when it comes to nothing once more, and a late repeat gives it back no more",
    async (stage) => {
      const letter = await buryOne(stage);
      await stage.letters.replay(wishOf(letter));
      await comeToNothing(stage, { queue: "executions", why: "held" });
      expect(await stage.letters.list(tenantA, waiting)).toEqual([letter]);
      expect(await stage.letters.replay(wishOf(letter))).toEqual({ outcome: "repeated" });
      expect(await taken(stage)).toEqual([]);
      expect(await stage.letters.list(tenantA, waiting)).toEqual([letter]);
      expect(await stage.letters.replay(wishOf(letter, "key-2"))).toMatchObject({
        outcome: "replayed",
      });
    },
  ],
  [
    "refuses a key that was for another wish, and changes nothing",
    async (stage) => {
      const letter = await buryOne(stage);
      await stage.letters.archive(wishOf(letter), "sam");
      const reused = { outcome: "command_id_reused" };
      expect(await stage.letters.replay(wishOf(letter))).toEqual(reused);
      expect(await stage.letters.archive(wishOf(letter), "alex")).toEqual(reused);
      expect(await taken(stage)).toEqual([]);
      expect(await stage.letters.list(tenantA, archived)).toMatchObject([
        { archived: { by: "sam" } },
      ]);
      const purge = { tenant: tenantA, key: "key-1", olderThanDays: 1, limit: 10 };
      await stage.letters.purge(purge);
      expect(await stage.letters.purge({ ...purge, olderThanDays: 2 })).toEqual(reused);
    },
  ],
  [
    "archives a letter with who and when: off the list, and kept",
    async (stage) => {
      const letter = await buryOne(stage);
      stage.turnTo(plusMs(nine, dayMs));
      const seen = { ...letter, archived: { at: plusMs(nine, dayMs), by: "sam" } };
      expect(await stage.letters.archive(wishOf(letter), "sam")).toEqual({
        outcome: "archived",
        letter: seen,
      });
      expect(await stage.letters.list(tenantA, waiting)).toEqual([]);
      expect(await stage.letters.list(tenantA, archived)).toEqual([seen]);
      expect(await stage.letters.find(tenantA, letter.id)).toEqual(seen);
      expect(await taken(stage)).toEqual([]);
    },
  ],
  [
    "archives once: it stays with whoever was first",
    async (stage) => {
      const letter = await buryOne(stage);
      await stage.letters.archive(wishOf(letter), "sam");
      for (const [key, by, outcome] of [
        ["key-1", "sam", "repeated"],
        ["key-2", "alex", "nothing_new"],
      ] as const)
        expect(await stage.letters.archive(wishOf(letter, key), by)).toEqual({ outcome });
      expect(await stage.letters.list(tenantA, archived)).toMatchObject([
        { archived: { by: "sam" } },
      ]);
    },
  ],
  [
    "gives back what was archived, too",
    async (stage) => {
      const letter = await buryOne(stage);
      await stage.letters.archive(wishOf(letter), "sam");
      expect(await stage.letters.replay(wishOf(letter, "key-2"))).toMatchObject({
        outcome: "replayed",
        letter: { archived: { by: "sam" } },
      });
      expect(await taken(stage)).toHaveLength(1);
      expect(await stage.letters.list(tenantA, archived)).toEqual([]);
    },
  ],
  [
    "purges what was archived so long ago, the oldest first, and no more than asked for",
    async (stage) => {
      const letters: DeadLetter[] = [];
      for (const execution of ["1", "2", "3", "4"])
        letters.push(await buryOne(stage, { body: { execution } }));
      for (const letter of letters.slice(0, 2)) await stage.letters.archive(wishOf(letter), "sam");
      stage.turnTo(plusMs(nine, 20 * dayMs));
      for (const letter of letters.slice(2, 3)) await stage.letters.archive(wishOf(letter), "sam");
      stage.turnTo(plusMs(nine, 31 * dayMs));

      const purge = { tenant: tenantA, key: "key-1", olderThanDays: 30, limit: 1 };
      const [first, second, third, fourth] = letters.map(({ id }) => id);
      expect(await stage.letters.purge(purge)).toMatchObject({
        outcome: "purged",
        letters: [{ id: first }],
      });
      expect(await stage.letters.purge(purge)).toEqual({ outcome: "repeated" });
      expect(await stage.letters.purge({ ...purge, key: "key-2", limit: 10 })).toMatchObject({
        letters: [{ id: second }],
      });
      const ids = async (range: typeof waiting) =>
        (await stage.letters.list(tenantA, range)).map(({ id }) => id);
      expect([await ids(archived), await ids(waiting)]).toEqual([[third], [fourth]]);
      expect(await stage.letters.find(tenantA, first ?? "")).toBeNull();
    },
  ],
  [
    "finds nothing to do about an id that is none",
    async ({ letters }) => {
      for (const id of ["77", "0", "x", "-1"]) {
        expect(await letters.replay(wishOf({ id }))).toEqual({ outcome: "not_found" });
        expect(await letters.archive(wishOf({ id }), "api")).toEqual({ outcome: "not_found" });
      }
    },
  ],
]);
