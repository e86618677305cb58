import type { Dynamo } from "#adapters/aws/dynamo";
import { isOneConditionFailed } from "#adapters/aws/dynamo-errors";
import { keyOf, textIn } from "#adapters/aws/items";
import { rowsUnder } from "#adapters/aws/rows-under";
import { as, type TenantId } from "#core/kernel/ids";
import type { SettingsKept, Tenants } from "#core/ports/tenants";
import type { TenantSettings } from "#core/tenant/settings";
import { settingsVersion } from "#core/tenant/settings-version";

export type AwsTenants = Tenants & {
  /** Only if they are at this `version` as yet; whatever they are, where none is said. */
  readonly put: (
    tenant: TenantId,
    settings: TenantSettings,
    version?: string | null,
  ) => Promise<SettingsKept>;
  readonly all: () => Promise<readonly TenantId[]>;
};

type Kept = { readonly readAtMs: number; readonly settings: TenantSettings };

type Deps = {
  readonly dynamo: Dynamo;
  /** Settings are where the brake is: what was read is trusted for no longer than this. */
  readonly trustedMs?: number;
  /** Milliseconds on a clock that is never set. */
  readonly elapsed?: () => number;
};

/** Who is a tenant is the one list that no tenant leads; it holds names and nothing else. */
const directory = { S: "@tenants" };

/** Settings in DynamoDB; the many questions of one command are answered by one read. */
export const createTenants = ({
  dynamo,
  trustedMs = 1_000,
  elapsed = () => performance.now(),
}: Deps): AwsTenants => {
  const known = new Map<TenantId, Kept>();
  return {
    settings: async (tenant) => {
      const kept = known.get(tenant);
      if (kept !== undefined && elapsed() - kept.readAtMs < trustedMs) return kept.settings;

      const readAtMs = elapsed();
      const text = await storedText(dynamo, tenant);
      if (text === null) throw new Error(`Cannot read the settings of "${tenant}": no such tenant`);
      const settings = JSON.parse(text) as TenantSettings;
      known.set(tenant, { readAtMs, settings });
      return settings;
    },

    put: async (tenant, settings, version = null) => {
      const kept = await putIfAt(dynamo, { tenant, settings, version });
      known.delete(tenant);
      return kept;
    },

    all: async () => {
      const rows = await rowsUnder(dynamo, directory);
      return rows.map((item) => as<TenantId>(textIn(item, "sk") ?? ""));
    },
  };
};

/**
 * Compared where it is written: two that have read the same do not both go on from it. Whoever is refused looks again:
 * the refusal may be of their own write, which had landed before its reply was lost.
 */
const putIfAt = async (
  dynamo: Dynamo,
  {
    tenant,
    settings,
    version,
  }: {
    readonly tenant: TenantId;
    readonly settings: TenantSettings;
    readonly version: string | null;
  },
): Promise<SettingsKept> => {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const before = await storedText(dynamo, tenant);
    const outcome = outcomeBefore(before, settings, version);
    // What stands there after a refusal may be what we have written ourselves.
    if (outcome !== null) return outcome === "repeated" && attempt > 1 ? "kept" : outcome;
    if (await swapped(dynamo, tenant, { before, text: JSON.stringify(settings) })) return "kept";
  }
  throw new Error(`Cannot keep the settings of "${tenant}": others keep writing them`);
};

/** `null` where they are to be written. */
const outcomeBefore = (
  before: string | null,
  settings: TenantSettings,
  version: string | null,
): SettingsKept | null => {
  const standing = before === null ? null : settingsVersion(JSON.parse(before) as TenantSettings);
  if (standing === settingsVersion(settings)) return "repeated";
  return version !== null && standing !== version ? "version_moved" : null;
};

const mostAttempts = 5;

const swapped = async (
  { transact, tables }: Dynamo,
  tenant: TenantId,
  { before, text }: { readonly before: string | null; readonly text: string },
): Promise<boolean> => {
  const TableName = tables.views;
  const Item = { ...settingsKey(tenant), settings: { S: text } };
  const condition =
    before === null
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "settings = :before",
          ExpressionAttributeValues: { ":before": { S: before } },
        };
  try {
    await transact({
      TransactItems: [
        { Put: { TableName, Item, ...condition } },
        { Put: { TableName, Item: { pk: directory, sk: { S: tenant } } } },
      ],
    });
    return true;
  } catch (error) {
    if (!isOneConditionFailed(error)) throw error;
    return false;
  }
};

const storedText = async ({ get, tables }: Dynamo, tenant: TenantId): Promise<string | null> => {
  const { Item: item } = await get({
    TableName: tables.views,
    Key: settingsKey(tenant),
    ConsistentRead: true,
  });
  return textIn(item, "settings");
};

const settingsKey = (tenant: TenantId) => ({
  pk: { S: keyOf(tenant, "@settings") },
  sk: { S: "settings" },
});
