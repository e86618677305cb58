import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { asDataUnusable } from "#adapters/local/data-unusable";
import type { Tokens } from "#adapters/local/tokens";

/** The old text or the new one, never half of it, also when the process dies here; for the owner alone. */
export const replaceFile = (path: string, text: string): void => {
  const unfinished = `${path}.new`;
  try {
    rmSync(unfinished, { force: true });
    writeFileSync(unfinished, text, { mode: 0o600, flag: "wx" });
    renameSync(unfinished, path);
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

/** The token of an earlier start, as long as it is still one: programs that know it keep working. */
export const keptToken = (path: string, tokens: Tokens): string | null => {
  try {
    const { apiToken } = JSON.parse(readFileSync(path, "utf8")) as { apiToken?: unknown };
    return typeof apiToken === "string" && tokens.tenantOf(apiToken) !== null ? apiToken : null;
  } catch {
    return null; // The first start, or a file that somebody has edited: a new token is made.
  }
};
