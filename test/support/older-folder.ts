import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const fixture = "test/fixtures/data/schema-1";

/** Makes a folder as the first program with this schema left it: a booking, its reminder, an answer. */
export const olderFolder = (folder: string): void => {
  const db = new DatabaseSync(join(folder, "aro.db"));
  db.exec(readFileSync(`${fixture}/aro.sql`, "utf8"));
  db.close();
  const key = readFileSync(`${fixture}/vault.key.hex`, "utf8").trim();
  writeFileSync(join(folder, "vault.key"), Buffer.from(key, "hex"), { mode: 0o600 });
};
