import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { asDataUnusable, dataUnusable } from "#adapters/local/data-unusable";
import { keyBytes } from "#adapters/gcm";

/**
 * The key that wraps all others: 32 random bytes in a file that only this user may read.
 *
 * Made at the first start only. Where data keys exist already (`isNeeded`), a missing file is refused: a
 * new one would turn every sealed field into noise while pretending that all is well.
 */
export const readKeyFile = (path: string, isNeeded: boolean): Buffer => {
  try {
    if (!existsSync(path)) {
      if (isNeeded) throw dataUnusable("vault_key_unusable", path, "the key file is missing");
      makeKeyFile(path);
    }
    return readChecked(path);
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

const readChecked = (path: string): Buffer => {
  const { mode } = statSync(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    const why = `other users may read it (mode ${(mode & 0o777).toString(8)}); make it 600`;
    throw dataUnusable("vault_key_unusable", path, why);
  }
  const key = readFileSync(path);
  if (key.length === keyBytes) return key;
  throw dataUnusable("vault_key_unusable", path, `it holds ${key.length} bytes, not ${keyBytes}`);
};

/** Complete under its name or not there at all: what it wraps must never outlive it. */
const makeKeyFile = (path: string): void => {
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  const file = openSync(unfinished, "wx", 0o600);
  writeSync(file, randomBytes(keyBytes));
  fsyncSync(file);
  closeSync(file);
  renameSync(unfinished, path);

  const directory = openSync(dirname(path), "r");
  fsyncSync(directory);
  closeSync(directory);
};
