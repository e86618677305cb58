import { join } from "node:path";
import type { Database } from "#adapters/local/database";
import { readPackFiles } from "#adapters/local/pack-files";
import { keepPack, keptPacks } from "#adapters/local/packs";
import { templatesFrom } from "#core/message/render";
import type { IsOwnLink } from "#core/message/write";
import { packInUse } from "#core/profiles/in-use";
import { parsePack } from "#core/profiles/pack";
import type { PackInvalid } from "#core/profiles/pack-files";
import { parseJourneys } from "#core/profiles/pack-journeys";

/** The folder of a pack that comes with the program. */
export const packFolder = (name: string): string =>
  join(import.meta.dirname, "..", "core", "profiles", name);

/** A plain name is that of a pack that comes with the program; anything else is a folder of one's own. */
export const packNamed = (pack: string): string =>
  /^[a-z0-9-]+$/.test(pack) ? packFolder(pack) : pack;

/**
 * Loads the pack from its folder, and with it the definitions of older packs that runs still pin.
 * Throws `definition_invalid` with the first problem's place where the pack cannot be used.
 */
export const loadPack = async (db: Database, folder: string, isOwnLink?: IsOwnLink) => {
  const files = await readPackFiles(folder).catch((error: unknown) => {
    throw packUnreadable(folder, error);
  });
  const pack = parsePack(files);
  if (!pack.ok) throw definitionInvalid(folder, pack.refusal);

  await keepPack(db, files);
  const older = keptPacks(db).flatMap((kept) => {
    const journeys = parseJourneys(kept);
    return journeys.ok ? journeys.value.map((one) => [one.hash, one] as const) : [];
  });
  const ready = { ...pack.value, templates: templatesFrom(pack.value.templates) };
  return packInUse(ready, new Map(older), isOwnLink);
};

type DefinitionInvalid = Error & { readonly code: "definition_invalid" };

export const isDefinitionInvalid = (error: unknown): error is DefinitionInvalid =>
  error instanceof Error && error.name === "DefinitionInvalid";

/** Whoever set `ARO_PACK` to what is no folder, or to one that cannot be read, learns which it was. */
const packUnreadable = (folder: string, error: unknown): DefinitionInvalid => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "not UTF-8";
  const why = `Cannot read the pack in ${folder} (${code}). Set ARO_PACK to the name of a pack or to its folder.`;
  return named(why);
};

const definitionInvalid = (folder: string, { problems }: PackInvalid): DefinitionInvalid => {
  const [first] = problems;
  const why =
    first === undefined ? folder : `${join(folder, first.file)}:${first.line}: ${first.message}`;
  return named(why);
};

const named = (why: string): DefinitionInvalid =>
  Object.assign(new Error(why), {
    name: "DefinitionInvalid",
    code: "definition_invalid" as const,
  });
