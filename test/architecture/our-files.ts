import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type SourceFile = { readonly path: string; readonly text: string };

/** The root of the repository: tests run from there. */
export const root = process.cwd();

const notOurs = new Set(["node_modules", ".git", ".aro", ".sst", "coverage", "reports"]);

/** Every file of the project with one of these endings, by its path from the root, in order. */
export const ourFiles = (...endings: readonly string[]): readonly SourceFile[] =>
  pathsUnder("")
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

const pathsUnder = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !notOurs.has(name) && !name.startsWith("cdk.out"))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? pathsUnder(path) : [path];
    });
