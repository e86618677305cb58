import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes `functions/packs.ts`: the texts of the packs that come with the program, for a function that is one file and
 * has no folder beside it. A test says when it has to be written anew.
 */
const profiles = join(import.meta.dirname, "..", "core", "profiles");
const target = join(import.meta.dirname, "..", "functions", "packs.ts");

export const packTexts = (): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    readdirSync(profiles, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => [name, textsIn(join(profiles, name))] as const)
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );

const textsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(?:yaml|liquid)$/.test(path))
      .map((path) => path.replaceAll("\\", "/"))
      .toSorted()
      .map((path) => [path, readFileSync(join(folder, path), "utf8")] as const),
  );

const head = `/** Written by \`scripts/bundle-packs.ts\`: the files of the packs that come with the program, by pack and path. */
export const packs: Readonly<Record<string, Readonly<Record<string, string>>>> = `;

if (import.meta.main) writeFileSync(target, `${head}${JSON.stringify(packTexts(), null, 2)};\n`);
