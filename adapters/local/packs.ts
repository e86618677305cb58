import type { Database } from "#adapters/local/database";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";

type PackFiles = Readonly<Record<string, string>>;

/** Keeps the files of every pack that was ever in use, so that runs begun under it can go on. */
export const keepPack = async (db: Database, files: PackFiles): Promise<void> => {
  const text = canonical(files);
  await db.write(() => db.run("INSERT OR IGNORE INTO packs VALUES (?, ?)", sha256Hex(text), text));
};

export const keptPacks = (db: Database): readonly PackFiles[] =>
  db
    .all<{ files: string }>("SELECT files FROM packs ORDER BY hash")
    .map(({ files }) => JSON.parse(files) as PackFiles);
