import { join } from "node:path";
import { readPackFiles } from "#adapters/local/pack-files";
import { parsePack } from "#core/profiles/pack";

type CheckedPack = {
  readonly problems: readonly {
    /** `folder/file:line:column`, as editors and terminals make links of it. */
    readonly place: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  readonly journeys: readonly string[];
  readonly templates: readonly string[];
};

/** Reads a pack as a start would, and tells everything that is wrong with it. `null` where it cannot be read. */
export const checkPack = async (folder: string): Promise<CheckedPack | null> => {
  const files = await readPackFiles(folder).catch(() => null);
  if (files === null) return null;
  const pack = parsePack(files);
  if (!pack.ok) {
    const problems = pack.refusal.problems.map(({ file, line, column, message }) => ({
      place: `${join(folder, file)}:${line}:${column}`,
      file,
      line,
      column,
      message,
    }));
    return { problems, journeys: [], templates: [] };
  }
  const journeys = pack.value.journeys.map(({ slug }) => slug);
  return { problems: [], journeys, templates: Object.keys(pack.value.templates) };
};
