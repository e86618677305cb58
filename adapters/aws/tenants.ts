import type { Dynamo } from "#adapters/aws/dynamo";
import { keyOf, textIn } from "#adapters/aws/items";
import { as, type TenantId } from "#core/kernel/ids";
import type { Tenants } from "#core/ports/tenants";
import type { TenantSettings } from "#core/tenant/settings";

export type AwsTenants = Tenants & {
  readonly put: (tenant: TenantId, settings: TenantSettings) => Promise<void>;
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
  dynamo: { get, transact, query, tables },
  trustedMs = 1_000,
  elapsed = () => performance.now(),
}: Deps): AwsTenants => {
  const known = new Map<TenantId, Kept>();
  return {
    settings: async (tenant) => {
      const kept = known.get(tenant);
      if (kept !== undefined && elapsed() - kept.readAtMs < trustedMs) return kept.settings;

      const readAtMs = elapsed();
      const key = settingsKey(tenant);
      const { Item: item } = await get({
        TableName: tables.views,
        Key: key,
        ConsistentRead: true,
      });
      const text = textIn(item, "settings");
      if (text === null) throw new Error(`Cannot read the settings of "${tenant}": no such tenant`);
      const settings = JSON.parse(text) as TenantSettings;
      known.set(tenant, { readAtMs, settings });
      return settings;
    },

    put: async (tenant, settings) => {
      const TableName = tables.views;
      const item = { ...settingsKey(tenant), settings: { S: JSON.stringify(settings) } };
      const entry = { pk: directory, sk: { S: tenant } };
      await transact({
        TransactItems: [{ Put: { TableName, Item: item } }, { Put: { TableName, Item: entry } }],
      });
      known.delete(tenant);
    },

    all: async () => {
      const tenants: TenantId[] = [];
      let from: Awaited<ReturnType<typeof query>>["LastEvaluatedKey"];
      do {
        const page = await query({
          TableName: tables.views,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": directory },
          ConsistentRead: true,
          ExclusiveStartKey: from,
        });
        tenants.push(...(page.Items ?? []).map((item) => as<TenantId>(textIn(item, "sk") ?? "")));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return tenants;
    },
  };
};

const settingsKey = (tenant: TenantId) => ({
  pk: { S: keyOf(tenant, "@settings") },
  sk: { S: "settings" },
});
