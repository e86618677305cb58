import type { LetterRow, Shelf } from "#adapters/aws/letter-items";
import type { LetterRows } from "#adapters/aws/letter-rows";
import type { Wished } from "#adapters/aws/letter-writes";
import type { SqsQueues } from "#adapters/aws/queues";
import { plusMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type {
  DeadLetter,
  DeadLetters,
  LetterHandled,
  LettersPurged,
  LetterWish,
} from "#functions/dead-letters";

type Parts = {
  readonly rows: LetterRows;
  readonly queues: Pick<SqsQueues, "giveBack">;
  readonly clock: Clock;
};

/**
 * Dead letters on AWS: rows that `queues/keep-letters` has put down, each with a number that it keeps.
 *
 * One that is given back is marked first, then sent, then taken off the list. A crash in between leaves it there, and the
 * same wish again ends what was begun: it may be sent twice, which every consumer bears, and is never lost.
 */
export const lettersOnAws = (parts: Parts): DeadLetters => {
  const { rows, clock } = parts;
  return {
    list: async (tenant, { isArchived, after, limit }) => {
      const shelf: Shelf = isArchived ? "archived" : "waiting";
      return (await rows.page(tenant, { shelf, after, limit })).map(letterIn);
    },
    find: async (tenant, id) => {
      const row = await rows.find(tenant, numberIn(id));
      return row === null ? null : letterIn(row);
    },
    replay: (wish) => {
      const wished = wishedOf(wish, "replay", clock);
      return settled(() => replay(parts, wished));
    },
    archive: (wish, by) => {
      const wished = wishedOf(wish, `archive ${by}`, clock);
      return settled(() => archive(parts, wished, by));
    },
    purge: ({ tenant, key, olderThanDays, limit }) => {
      const wish = { tenant, key, letter: String(noLetter) };
      const wished = wishedOf(wish, `purge ${olderThanDays}`, clock);
      return settled(() => purge(parts, wished, { olderThanDays, limit }));
    },
  };
};

const dayMs = 24 * 3_600_000;

/** What is about no letter stands beside a number that none has. */
const noLetter = 0;

const numberIn = (id: string): number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : noLetter);

const letterIn = ({ id, queue, body, attempts, why, archived }: LetterRow): DeadLetter => ({
  id: String(id),
  queue,
  body,
  attempts,
  why,
  archived,
});

const wishedOf = ({ tenant, letter, key }: LetterWish, wish: string, clock: Clock): Wished => ({
  tenant,
  letter: numberIn(letter),
  key,
  wish,
  now: clock.now(),
});

/** Whoever was overtaken looks again; "moved" is no answer for anybody else. */
const settled = async <T>(work: () => Promise<T | "moved">): Promise<T> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const handled = await work();
    if (handled !== "moved") return handled;
  }
  throw Object.assign(new Error("Cannot change a dead letter: others do all the time"), {
    name: "LetterMoving",
  });
};

const mostTries = 8;

const known = async (
  rows: LetterRows,
  wished: Wished,
): Promise<{ readonly outcome: "repeated" | "command_id_reused" } | null> => {
  const wish = await rows.wishOf(wished);
  if (wish === null) return null;
  return { outcome: wish === wished.wish ? "repeated" : "command_id_reused" };
};

const replay = async (parts: Parts, wished: Wished): Promise<LetterHandled | "moved"> => {
  const { rows } = parts;
  const before = await known(rows, wished);
  const row = await rows.find(wished.tenant, wished.letter);
  if (before !== null) {
    if (before.outcome === "repeated") await finish(parts, row, wished);
    return before;
  }
  if (row === null) return gone(rows, wished);
  if (isGoing(row, wished)) return { outcome: "nothing_new" };
  if ((await rows.begin(row, wished)) === "moved") return "moved";
  await giveBack(parts, row, wished);
  return { outcome: "replayed", letter: letterIn(row) };
};

/** What the same wish has begun, and then nobody has heard of it. */
const finish = async (parts: Parts, row: LetterRow | null, wished: Wished): Promise<void> => {
  if (row !== null && row.going?.key === wished.key) await giveBack(parts, row, wished);
};

/** Somebody else is at it this moment. */
const isGoing = ({ going }: LetterRow, { now }: Wished): boolean =>
  going !== null && going.until > now;

const gone = async (rows: LetterRows, wished: Wished): Promise<LetterHandled | "moved"> => {
  if (!(await rows.wentBack(wished.tenant, wished.letter))) return { outcome: "not_found" };
  return (await rows.note(wished)) === "moved" ? "moved" : { outcome: "nothing_new" };
};

const giveBack = async (
  { rows, queues }: Parts,
  row: LetterRow,
  { key, now }: Wished,
): Promise<void> => {
  const queue = backTo(row.queue);
  const { tenant, body, id } = row;
  if (queue !== null) await queues.giveBack({ tenant, queue, body }, id);
  if ((await rows.end(row, key, now)) === "done") return;
  // Somebody may have archived it meanwhile: it has gone all the same.
  const moved = await rows.find(tenant, id);
  if (moved?.going?.key === key) await rows.end(moved, key, now);
};

/** A schedule that could not ring was to ring a stream; a clock has rung again since, and did the same work. */
const backTo = (queue: string): string | null => {
  if (queue === "schedules") return "wakes";
  return queue.startsWith("every-") ? null : queue.replace(/^parked-/, "given-back-");
};

const archive = async (
  { rows }: Parts,
  wished: Wished,
  by: string,
): Promise<LetterHandled | "moved"> => {
  const before = await known(rows, wished);
  if (before !== null) return before;
  const row = await rows.find(wished.tenant, wished.letter);
  if (row === null) return { outcome: "not_found" };
  if (row.archived !== null)
    return (await rows.note(wished)) === "moved" ? "moved" : { outcome: "nothing_new" };
  if ((await rows.archive(row, by, wished)) === "moved") return "moved";
  return { outcome: "archived", letter: letterIn({ ...row, archived: { at: wished.now, by } }) };
};

/** The wish first: of two at once, one deletes. What a crash leaves is the next purge's. */
const purge = async (
  { rows }: Parts,
  wished: Wished,
  { olderThanDays, limit }: { readonly olderThanDays: number; readonly limit: number },
): Promise<LettersPurged | "moved"> => {
  const before = await known(rows, wished);
  if (before !== null) return before;
  if ((await rows.note(wished)) === "moved") return "moved";
  const { tenant, now } = wished;
  const archivedBefore = plusMs(now, -olderThanDays * dayMs);
  const old = await rows.old(tenant, now, { archivedBefore, limit });
  const letters: DeadLetter[] = [];
  try {
    for (const row of old)
      if ((await rows.remove(row, now)) === "done") letters.push(letterIn(row));
  } catch (error) {
    if (letters.length === 0) throw error; // Else those that are gone are told of first.
  }
  const isCutShort = letters.length < old.length;
  return { outcome: "purged", letters, ...(isCutShort && { isCutShort }) };
};
