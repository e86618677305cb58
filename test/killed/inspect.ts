import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { verifyChains } from "#adapters/local/chain-check";
import { openDatabase } from "#adapters/local/database";
import { createVault } from "#adapters/local/vault";
import type { Commit } from "#core/kernel/message";
import { createCodec } from "#events/codec";
import { catalog } from "#events/catalog";
import type { AcceptedText } from "#test/killed/outside-carrier";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** What the data of a dead server say, read from a copy: the next start must itself recover the original. */
export type Inspected = {
  /** In the feed's order. */
  readonly hashes: readonly string[];
  readonly commands: ReadonlySet<string>;
  /** Chains or positions that do not follow; `null` where all do. */
  readonly fault: string | null;
  /** A commit that is dated before the one it follows; `null` where there is none. */
  readonly backwards: string | null;
  /** The first commit from `openFrom` on that cannot be read; `null` where all can. */
  readonly sealed: string | null;
  readonly opened: number;
};

export const inspect = async (
  folder: string,
  { openFrom = 0 }: { readonly openFrom?: number } = {},
): Promise<Inspected> => {
  const copy = temporaryDirectory();
  try {
    for (const name of ["aro.db", "aro.db-wal", "vault.key"])
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), copy.file(name));
    return await inspectHere(copy.path, openFrom);
  } finally {
    copy.remove();
  }
};

type Row = { readonly command_id: string; readonly hash: string; readonly body: string };

const inspectHere = async (folder: string, openFrom: number): Promise<Inspected> => {
  const db = openDatabase(join(folder, "aro.db"));
  try {
    const { fault } = await verifyChains(db);
    const rows = db.all<Row>(
      "SELECT command_id, hash, body FROM commits ORDER BY tenant, position",
    );
    const vault = createVault({ db, keyFile: join(folder, "vault.key") });
    const { open } = createCodec({ vault, catalog });
    let sealed: string | null = null;
    for (const { command_id, body } of rows.slice(openFrom))
      await open(JSON.parse(body) as Commit).catch(() => {
        sealed ??= command_id;
      });
    return {
      hashes: rows.map(({ hash }) => hash),
      commands: new Set(rows.map(({ command_id }) => command_id)),
      fault: fault === null ? null : JSON.stringify(fault),
      backwards: backwardsIn(rows),
      sealed,
      opened: rows.length - openFrom,
    };
  } finally {
    db.close();
  }
};

const backwardsIn = (rows: readonly Row[]): string | null => {
  const latest = new Map<string, string>();
  for (const { command_id, body } of rows) {
    const { stream, at } = JSON.parse(body) as Commit;
    if (at < (latest.get(stream) ?? "")) return command_id;
    latest.set(stream, at);
  }
  return null;
};

/** What the sandbox's own carrier has accepted, as its file says. The server must be dead. */
export const acceptedInside = (folder: string): readonly AcceptedText[] => {
  const copy = temporaryDirectory();
  try {
    for (const name of ["carrier.db", "carrier.db-wal"])
      if (existsSync(join(folder, name))) copyFileSync(join(folder, name), copy.file(name));
    const db = new DatabaseSync(copy.file("carrier.db"));
    const rows = db
      .prepare("SELECT * FROM message WHERE direction = 'outbound' ORDER BY seq")
      .all();
    db.close();
    return rows.map(({ customer, body, createdMs, callbackUrl }) => ({
      phone: String(customer),
      body: String(body),
      at: new Date(Number(createdMs)).toISOString(),
      execution: new URL(String(callbackUrl)).searchParams.get("execution") ?? "",
    }));
  } finally {
    copy.remove();
  }
};
