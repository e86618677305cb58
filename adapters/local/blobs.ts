import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { blobPath, sha256Of } from "#adapters/blob-key";
import { asDataUnusable } from "#adapters/local/data-unusable";
import { as, type Hex } from "#core/kernel/ids";
import type { Blob, Blobs } from "#core/ports/blobs";

/**
 * Blobs as files that only this user may read: `<folder>/<tenant>/<key>~`, so that a key may lie under another.
 * The first line of a file is the hash of the rest.
 */
export const createBlobs = (folder: string): Blobs => {
  const fileOf = (...name: Parameters<typeof blobPath>): string =>
    join(folder, ...`${blobPath(...name)}${mark}`.split("/"));

  return {
    put: async (tenant, key, bytes) => {
      const file = fileOf(tenant, key);
      const sha256 = sha256Of(bytes);
      if (await usable(folder, () => writeOnce(file, { bytes, sha256 })))
        return { outcome: "put", sha256 };
      const standing = await usable(folder, () => readBlob(file));
      return { outcome: standing?.sha256 === sha256 ? "same" : "taken", sha256 };
    },

    get: (tenant, key) => usable(folder, () => readBlob(fileOf(tenant, key))),

    list: async (tenant, prefix) => {
      const room = join(folder, dirname(blobPath(tenant, "any")));
      const files = await usable(folder, () => filesIn(room));
      return files
        .map((file) => relative(room, file).split(sep).join("/").slice(0, -mark.length))
        .filter((key) => key.startsWith(prefix))
        .toSorted();
    },

    delete: (tenant, key) => usable(folder, () => rm(fileOf(tenant, key), { force: true })),
  };
};

/** No key has it. */
const mark = "~";

/** Complete under its name or not there at all. A link, for unlike a renaming it never takes another's place. */
const writeOnce = async (file: string, { bytes, sha256 }: Blob): Promise<boolean> => {
  const unfinished = join(dirname(file), `.${randomUUID()}`);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(unfinished, "wx", 0o600);
    try {
      await handle.writeFile(Buffer.concat([Buffer.from(`${sha256}\n`), bytes]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(unfinished, file);
    await syncFolder(dirname(file));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await rm(unfinished, { force: true });
  }
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const readBlob = async (file: string): Promise<Blob | null> => {
  const all = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  });
  if (all === null) return null;
  const sha256 = as<Hex>(all.subarray(0, 64).toString("latin1"));
  const bytes = new Uint8Array(all.subarray(65));
  if (sha256Of(bytes) !== sha256) throw new Error(`Cannot read "${file}": it is damaged`);
  return { bytes, sha256 };
};

const filesIn = async (room: string): Promise<readonly string[]> => {
  const entries = await readdir(room, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (codeOf(error) === "ENOENT") return []; // Nothing was ever put.
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(mark))
    .map(({ parentPath, name }) => join(parentPath, name));
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

const usable = async <T>(folder: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw asDataUnusable(error, folder);
  }
};
