import type { Database } from "#adapters/local/database";
import { createLru } from "#adapters/lru";
import type { LocalVault } from "#adapters/local/vault";
import { tenantSubject } from "#adapters/sealed-text";
import { canonical } from "#core/kernel/canonical";
import type { TenantId } from "#core/kernel/ids";
import type { Endpoint, Endpoints } from "#core/ports/endpoints";
import type { Vault } from "#core/ports/vault";

export type LocalEndpoints = Endpoints & {
  /** Adds the endpoint, or replaces it with its secrets: how a secret is rotated. */
  readonly put: (endpoint: Endpoint) => Promise<void>;
};

type Deps = { readonly db: Database; readonly vault: Vault & Pick<LocalVault, "onDestroyed"> };

/**
 * Signing secrets are sealed by the tenant's own key: shredding the tenant closes its doors, too.
 *
 * An endpoint is asked for with every webhook and changes once in a year, so those in use are kept opened. Right
 * because this process is the only writer: what is put, and what is shredded, leaves the memory with its COMMIT.
 */
export const createEndpoints = ({ db, vault }: Deps): LocalEndpoints => {
  let inUse = createLru<Endpoint>({ maxCount: maxInUse });
  const forgetAll = (): void => {
    inUse = createLru({ maxCount: maxInUse });
  };
  vault.onDestroyed(forgetAll);

  return {
    find: async (id) => {
      const known = inUse.get(id);
      if (known !== undefined) return known;
      const before = inUse;
      const row = db.get<Row>("SELECT * FROM endpoints WHERE id = ?", id);
      const endpoint = row === undefined ? null : await opened(vault, row);
      // Whoever put or shredded one while this was being opened has begun a new memory.
      if (endpoint !== null) before.set(id, endpoint);
      return endpoint;
    },

    put: async (endpoint) => {
      await db.write(await replacing(db, vault, endpoint), forgetAll);
    },

    ofTenant: async (tenant) => {
      const rows = db.all<Row>("SELECT * FROM endpoints WHERE tenant = ? ORDER BY id", tenant);
      const endpoints = await Promise.all(rows.map((row) => opened(vault, row)));
      return endpoints.filter((endpoint) => endpoint !== null);
    },
  };
};

const maxInUse = 200;

/** Seals first, so that what is left to do in the transaction is one statement. */
const replacing = async (
  db: Database,
  vault: Vault,
  { id, tenant, provider, secrets, toleranceMs, access }: Endpoint,
): Promise<() => void> => {
  const cipher = await vault.cipher(tenant, tenantSubject);
  const sealed = secrets.map((secret) => cipher.seal(secret, contextOf(id, provider)));
  const sealedAccess =
    access === undefined ? null : cipher.seal(JSON.stringify(access), accessContext(id));
  return () =>
    db.run(
      `INSERT OR REPLACE INTO endpoints (id, tenant, provider, secrets, tolerance_ms, access)
       VALUES (?, ?, ?, ?, ?, ?)`,
      id,
      tenant,
      provider,
      JSON.stringify(sealed),
      toleranceMs,
      sealedAccess,
    );
};

type Row = {
  readonly id: string;
  readonly tenant: TenantId;
  readonly provider: string;
  readonly secrets: string;
  readonly tolerance_ms: number;
  readonly access: string | null;
};

/** `null` where no secret can be opened any more: nobody can sign for this endpoint. */
const opened = async (vault: Vault, row: Row): Promise<Endpoint | null> => {
  const { id, tenant, provider } = row;
  const cipher = await vault.cipher(tenant, tenantSubject);
  const secrets = (JSON.parse(row.secrets) as string[])
    .map((sealed) => cipher.open(sealed, contextOf(id, provider)))
    .filter((secret) => secret !== null);
  if (secrets.length === 0) return null;
  const access = row.access === null ? null : cipher.open(row.access, accessContext(id));
  return {
    id,
    tenant,
    provider,
    secrets,
    toleranceMs: row.tolerance_ms,
    ...(access !== null && { access: JSON.parse(access) as Record<string, string> }),
  };
};

const contextOf = (id: string, provider: string): string => canonical(["endpoint", id, provider]);
const accessContext = (id: string): string => canonical(["endpoint-access", id]);
