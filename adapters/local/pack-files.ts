import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * Reads the files of a pack's folder, by their paths inside it (`templates/….liquid`, on every system
 * with `/`). Hidden files and links are left out; bytes that are not UTF-8 are an error.
 */
export const readPackFiles = async (folder: string): Promise<Readonly<Record<string, string>>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const files = await Promise.all(
    paths.map(async (path) => {
      const name = relative(folder, path).split(sep).join("/");
      return [name, utf8.decode(await readFile(path))] as const;
    }),
  );
  return Object.fromEntries(files);
};

const utf8 = new TextDecoder("utf-8", { fatal: true });
