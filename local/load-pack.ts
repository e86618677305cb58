import { join } from "node:path";
import type { Database } from "#adapters/local/database";
import { readPackFiles } from "#adapters/local/pack-files";
import { keepPack, keptPacks } from "#adapters/local/packs";
import { packInUse } from "#core/profiles/in-use";
import { parsePack } from "#core/profiles/pack";

/** Loads the pack from its folder, and with it the definitions of older packs that runs still pin. */
export const loadPack = async (db: Database, name: string) => {
  const files = await readPackFiles(join(import.meta.dirname, "..", "core", "profiles", name));
  const pack = parsePack(files);
  if (!pack.ok) {
    const [first] = pack.refusal.problems;
    const where = first === undefined ? "" : ` ${first.file}:${first.line}: ${first.message}`;
    throw new Error(`Cannot use the pack "${name}":${where}`);
  }
  await keepPack(db, files);
  const older = keptPacks(db).flatMap((kept) => {
    const parsed = parsePack(kept);
    return parsed.ok ? parsed.value.journeys.map((one) => [one.hash, one] as const) : [];
  });
  return packInUse(pack.value, new Map(older));
};
