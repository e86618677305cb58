import { join } from "node:path";
import { readPackFiles } from "#adapters/local/pack-files";
import type { App } from "#core/app/app";
import type { Hex } from "#core/kernel/ids";
import { templatesFrom } from "#core/message/render";
import { packInUse } from "#core/profiles/in-use";
import { type Pack, parsePack } from "#core/profiles/pack";
import type { On } from "#test/simulation/faults";
import type { Definition } from "#core/workflow/definition";

export type PackInUse = App["pack"];

/** The healthcare pack: what runs before a deploy, and another release of it, which knows the older definitions. */
type Releases = Readonly<Record<"before" | "after", PackInUse>>;

/**
 * A folder knows what it has been given to use so far. On AWS a function looks for a definition that it does not know
 * among the packs that others have kept since (`functions/aws-pinned.ts`), so the older release knows the newer one's.
 */
export type Packs = Readonly<Record<On, Releases>>;

type Files = Readonly<Record<string, string>>;

export const loadPacks = async (): Promise<Packs> => {
  const folder = join(import.meta.dirname, "..", "..", "core", "profiles", "healthcare");
  return packsFrom(await readPackFiles(folder));
};

const packsFrom = (files: Files): Packs => {
  const [before, next] = [parsed(files), parsed(later(files))];
  const after = inUse(next, before.journeys);
  return {
    ports: { before: inUse(before, []), after },
    aws: { before: inUse(before, next.journeys), after },
  };
};

/** Somebody gives customers an hour more to answer. */
const later = (files: Files): Files =>
  changed(
    changed(files, "reminder-sequence.yaml", "timeout: 2h", "timeout: 3h"),
    "reminder-sequence.yaml",
    "version: 2",
    "version: 3",
  );

const changed = (files: Files, file: string, from: string, to: string): Files => {
  const text = files[file] ?? "";
  if (!text.includes(from)) throw new Error(`Cannot change "${file}": it does not say "${from}"`);
  return { ...files, [file]: text.replace(from, to) };
};

const parsed = (files: Files): Pack => {
  const pack = parsePack(files);
  if (!pack.ok) throw new Error(pack.refusal.problems.map(({ message }) => message).join("\n"));
  return pack.value;
};

const inUse = (pack: Pack, older: readonly Definition[]): PackInUse =>
  packInUse(
    { ...pack, templates: templatesFrom(pack.templates) },
    new Map<Hex, Definition>(older.map((one) => [one.hash, one])),
  );
