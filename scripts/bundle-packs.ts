import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { parsePack } from "#core/profiles/pack";
import type { PackInvalid } from "#core/profiles/pack-files";
import { packAsData } from "#core/profiles/pack-as-data";
import type { BundledPack } from "#functions/aws-pack";

/**
 * Writes the packs that come with the program for functions, which have no folder beside them: read and judged
 * (`functions/packs-as-data.ts`), for every start, and their texts (`functions/packs.ts`), for the first one of a
 * pack. A test says when they have to be written anew.
 */
const profiles = join(import.meta.dirname, "..", "core", "profiles");
const functions = join(import.meta.dirname, "..", "functions");

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

/** Throws where one of them is not good. */
export const packsAsData = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(packTexts()).map(([name, files]) => {
      const pack = parsePack(files);
      if (!pack.ok) throw new Error(`Cannot use the pack "${name}": ${problemIn(pack.refusal)}`);
      const hash = sha256Hex(canonical(files));
      const bundled: BundledPack = { hash, ...packAsData(pack.value) };
      return [name, JSON.stringify(bundled)];
    }),
  );

const problemIn = ({ problems: [first] }: PackInvalid): string =>
  `${first?.file}:${first?.line}: ${first?.message}`;

const texts = `/** Written by \`scripts/bundle-packs.ts\`: the files of the packs that come with the program, by pack and path. */
export const packs: Readonly<Record<string, Readonly<Record<string, string>>>> = `;

const data = `/** Written by \`scripts/bundle-packs.ts\`: the packs that come with the program, read and judged, as JSON. */
export const packsAsData: Readonly<Record<string, string>> = `;

const write = (file: string, head: string, content: unknown): void =>
  writeFileSync(join(functions, file), `${head}${JSON.stringify(content, null, 2)};\n`);

if (import.meta.main) {
  write("packs.ts", texts, packTexts());
  write("packs-as-data.ts", data, packsAsData());
}
