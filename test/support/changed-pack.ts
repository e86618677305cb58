import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { packFolder } from "#local/load-pack";
import { newFolder } from "#test/support/house";

/** The healthcare pack in a folder of its own, one file of it changed. Fails where the change changes nothing. */
export const changedPack = (file: string, change: (text: string) => string): string => {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(packFolder("healthcare"), folder, { recursive: true });
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after === before)
    throw new Error(`Cannot change ${file}: what should be replaced is not in it`);
  writeFileSync(path, after);
  return folder;
};
