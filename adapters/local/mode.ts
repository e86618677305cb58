import { dataUnusable } from "#adapters/local/data-unusable";
import type { Database } from "#adapters/local/database";

/** SQLite's application id marks whose file it is, and for which world: "AROS" and "AROL" in ASCII. */
const marks = { sandbox: 0x41524f53, live: 0x41524f4c } as const;

/**
 * Binds a data folder to the mode of its first start; throws `data_other_mode` afterwards. A sandbox has a
 * turned clock and secrets that any program on the machine may read: a live system must trust none of it.
 */
export const bindToMode = (db: Database, mode: keyof typeof marks, folder: string): void => {
  const stored = db.get<{ application_id: number }>("PRAGMA application_id")?.application_id ?? 0;
  if (stored === marks[mode]) return;
  if (stored === 0) {
    db.writeNow(() => db.run(`PRAGMA application_id = ${marks[mode]}`));
    return;
  }
  const other = mode === "live" ? "sandbox" : "live";
  throw dataUnusable("data_other_mode", folder, `it was begun in ${other} mode, this is ${mode}`);
};
