import type { Database } from "#adapters/local/database";
import type { Json } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type { DeadLetter, DeadLetters, LetterHandled, LetterWish } from "#functions/dead-letters";
import { givenBackQueue, triesOfACommit } from "#local/parked";

/**
 * What was put aside in this folder, in one list: messages whose attempts are used up, and parked commits.
 * A letter keeps its number on its way there and back, and in the archive.
 */
export const deadLettersOf = (db: Database, clock: Clock): DeadLetters => ({
  list: async (tenant, { isArchived, after, limit }) => {
    const rows = isArchived
      ? db.all<Row>(selectArchived, tenant, after, limit)
      : db.all<Row>(selectWaiting, tenant, after, tenant, after, limit);
    return rows.map(letterIn);
  },
  find: async (tenant, id) => {
    const row = rowOf(db, tenant, numberIn(id));
    return row === null ? null : letterIn(row);
  },
  replay: (wish) =>
    db.write(() => {
      const known = { ...wish, letter: numberIn(wish.letter), wish: "replay", now: clock.now() };
      return once<LetterHandled>(db, known, () => replayNow(db, known));
    }),
  archive: (wish, by) =>
    db.write(() => {
      const letter = numberIn(wish.letter);
      const known = { ...wish, letter, wish: `archive ${by}`, now: clock.now() };
      return once<LetterHandled>(db, known, () => archiveNow(db, known, by));
    }),
  purge: ({ tenant, key, olderThanDays, limit }) =>
    db.write(() => {
      const now = clock.now();
      const known = { tenant, key, letter: noLetter, wish: `purge ${olderThanDays}`, now };
      return once(db, known, () => {
        const before = plusMs(now, -olderThanDays * dayMs);
        const rows = db.all<Row>(selectOld, tenant, before, limit);
        for (const row of rows) remove(db, row);
        return { outcome: "purged", letters: rows.map(letterIn) } as const;
      });
    }),
});

const dayMs = 24 * 3_600_000;

type Row = Omit<DeadLetter, "id" | "body" | "archived"> & {
  readonly id: number;
  readonly body: string;
  /** The table it stands in. */
  readonly place: keyof typeof deletions;
  readonly at: Instant | null;
  readonly by: string | null;
};

const letterIn = ({ id, queue, body, attempts, why, at, by }: Row): DeadLetter => ({
  id: String(id),
  queue,
  body: JSON.parse(body) as Json,
  attempts,
  why,
  archived: at === null ? null : { at, by: by ?? "" },
});

/** What is about no letter stands beside a number that none has. */
const noLetter = 0;

const numberIn = (id: string): number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : noLetter);

const rowOf = (db: Database, tenant: TenantId, id: number): Row | null =>
  db.get<Row>(selectOne, tenant, id, tenant, id, tenant, id) ?? null;

type Known = Omit<LetterWish, "letter"> & {
  readonly letter: number;
  readonly wish: string;
  readonly now: Instant;
};

/** Longer than anybody repeats a request, and as long as dead letters are kept elsewhere. */
const wishesKeptMs = 30 * dayMs;

/** The same key with the same wish changes nothing again, also when the letter has come back meanwhile. */
const once = <T extends { readonly outcome: string }>(
  db: Database,
  { tenant, letter, key, wish, now }: Known,
  work: () => T,
): T | { readonly outcome: "repeated" | "command_id_reused" } => {
  const known = db.get<{ wish: string }>(selectWish, tenant, letter, key);
  if (known !== undefined)
    return { outcome: known.wish === wish ? "repeated" : "command_id_reused" };
  const handled = work();
  if (handled.outcome === "not_found") return handled;
  db.run("INSERT INTO letter_wishes VALUES (?, ?, ?, ?, ?)", tenant, letter, key, wish, now);
  db.run("DELETE FROM letter_wishes WHERE at < ?", plusMs(now, -wishesKeptMs));
  return handled;
};

/** One that went back before is none any more: then there is nothing to do. */
const replayNow = (db: Database, { tenant, letter, now }: Known): LetterHandled => {
  const row = rowOf(db, tenant, letter);
  if (row === null) {
    const wentBack = db.get(selectReplay, tenant, letter) !== undefined;
    return { outcome: wentBack ? "nothing_new" : "not_found" };
  }
  remove(db, row);
  db.run(insertAgain, row.id, tenant, givenBackQueue(row.queue), row.body, now);
  return { outcome: "replayed", letter: letterIn(row) };
};

const archiveNow = (db: Database, { tenant, letter, now }: Known, by: string): LetterHandled => {
  const row = rowOf(db, tenant, letter);
  if (row === null) return { outcome: "not_found" };
  if (row.at !== null) return { outcome: "nothing_new" };
  const { id, queue, body, attempts, why } = row;
  remove(db, row);
  db.run(insertArchived, id, tenant, queue, body, attempts, why, now, by);
  return { outcome: "archived", letter: letterIn({ ...row, at: now, by }) };
};

const remove = (db: Database, { place, id }: Row): void => {
  db.run(deletions[place], id);
};

const deletions = {
  dead: "DELETE FROM dead_letters WHERE id = ?",
  parked: "DELETE FROM messages WHERE id = ?",
  archived: "DELETE FROM archived_letters WHERE id = ?",
};

const dead = `
  SELECT 'dead' AS place, id, queue, body, attempts, why, NULL AS at, NULL AS by
  FROM dead_letters WHERE tenant = ?`;
const parked = `
  SELECT 'parked' AS place, id, queue, body, ${triesOfACommit} AS attempts, 'commit_not_taken' AS why,
    NULL AS at, NULL AS by
  FROM messages WHERE queue LIKE 'parked-%' AND tenant = ?`;
const archived = `
  SELECT 'archived' AS place, id, queue, body, attempts, why, archived_at AS at, archived_by AS by
  FROM archived_letters WHERE tenant = ?`;

const selectWaiting = `${dead} AND id > ? UNION ALL ${parked} AND id > ? ORDER BY id LIMIT ?`;
const selectArchived = `${archived} AND id > ? ORDER BY id LIMIT ?`;
const selectOld = `${archived} AND archived_at < ? ORDER BY id LIMIT ?`;
const selectOne = `${dead} AND id = ? UNION ALL ${parked} AND id = ? UNION ALL ${archived} AND id = ?`;

const selectWish = "SELECT wish FROM letter_wishes WHERE tenant = ? AND letter = ? AND key = ?";
const selectReplay =
  "SELECT 1 FROM letter_wishes WHERE tenant = ? AND letter = ? AND wish = 'replay' LIMIT 1";
const insertAgain = `
  INSERT INTO messages (id, tenant, queue, body, visible_at, attempts) VALUES (?, ?, ?, ?, ?, 0)`;
const insertArchived = "INSERT INTO archived_letters VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
