import { createHash } from "node:crypto";
import type { Database } from "#adapters/local/database";
import type { TenantId } from "#core/kernel/ids";

export type Tokens = {
  readonly put: (token: string, tenant: TenantId) => Promise<void>;
  readonly tenantOf: (token: string) => TenantId | null;
};

/** Bearer tokens by their hash: the look-up compares hashes, so it takes no time that tells of the token. */
export const createTokens = (db: Database): Tokens => ({
  put: async (token, tenant) => {
    await db.write(() =>
      db.run("INSERT OR REPLACE INTO tokens VALUES (?, ?)", hashOf(token), tenant),
    );
  },
  tenantOf: (token) => {
    const row = db.get<{ tenant: TenantId }>(
      "SELECT tenant FROM tokens WHERE hash = ?",
      hashOf(token),
    );
    return row?.tenant ?? null;
  },
});

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
