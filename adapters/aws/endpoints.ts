import type { Dynamo } from "#adapters/aws/dynamo";
import { isOneConditionFailed } from "#adapters/aws/dynamo-errors";
import { type Item, keyOf, textIn } from "#adapters/aws/items";
import { rowsUnder } from "#adapters/aws/rows-under";
import { tenantSubject } from "#adapters/sealed-text";
import { canonical } from "#core/kernel/canonical";
import { as, type TenantId } from "#core/kernel/ids";
import type { Endpoint, Endpoints } from "#core/ports/endpoints";
import type { Cipher, Opener, Vault } from "#core/ports/vault";

export type AwsEndpoints = Endpoints & {
  /** Adds the endpoint, or replaces it with its secrets: how a secret is rotated. */
  readonly put: (endpoint: Endpoint) => Promise<void>;
};

type Deps = { readonly dynamo: Dynamo; readonly vault: Vault };

/**
 * Signing secrets in DynamoDB, sealed by the tenant's own key: shredding the tenant closes its doors, too.
 *
 * A provider calls a door by its id alone. So a directory, which no tenant leads, says whose it is; all else stands under
 * that tenant. A door never changes hands.
 */
export const createEndpoints = ({ dynamo, vault }: Deps): AwsEndpoints => {
  const openerOf = (tenant: TenantId): Promise<Opener> => vault.opener(tenant, tenantSubject);
  const owners = new Map<string, TenantId>();
  const ownerOf = async (id: string): Promise<TenantId | null> => {
    const owner = owners.get(id) ?? (await readOwner(dynamo, id));
    if (owners.size >= mostOwners) owners.clear();
    if (owner !== null) owners.set(id, owner);
    return owner;
  };

  return {
    find: async (id) => {
      const tenant = await ownerOf(id);
      if (tenant === null) return null;
      const item = await readEndpoint(dynamo, tenant, id);
      return item === undefined ? null : opened(await openerOf(tenant), tenant, item);
    },

    put: async (endpoint) => {
      const item = sealed(await vault.cipher(endpoint.tenant, tenantSubject), endpoint);
      await putBoth(dynamo, endpoint, item);
    },

    ofTenant: async (tenant) => {
      const opener = await openerOf(tenant);
      const items = await itemsOf(dynamo, tenant);
      return items.map((item) => opened(opener, tenant, item)).filter((one) => one !== null);
    },
  };
};

const mostOwners = 10_000;

/** Each webhook asks: as it was a moment ago will do, unless it was not there yet. */
const readEndpoint = async (
  { get, tables }: Dynamo,
  tenant: TenantId,
  id: string,
): Promise<Item | undefined> => {
  const wanted = { TableName: tables.views, Key: endpointKey(tenant, id) };
  const { Item: item } = await get(wanted);
  return item ?? (await get({ ...wanted, ConsistentRead: true })).Item;
};

const readOwner = async ({ get, tables }: Dynamo, id: string): Promise<TenantId | null> => {
  const key = directoryKey(id);
  const { Item: entry } = await get({
    TableName: tables.views,
    Key: key,
    ConsistentRead: true,
  });
  const tenant = textIn(entry, "tenant");
  return tenant === null ? null : as(tenant);
};

const putBoth = async (
  { transact, tables }: Dynamo,
  { id, tenant }: Endpoint,
  item: Item,
): Promise<void> => {
  const TableName = tables.views;
  try {
    await transact({
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { ...directoryKey(id), tenant: { S: tenant } },
            ConditionExpression: "attribute_not_exists(pk) OR tenant = :tenant",
            ExpressionAttributeValues: { ":tenant": { S: tenant } },
          },
        },
        { Put: { TableName, Item: item } },
      ],
    });
  } catch (error) {
    if (!isOneConditionFailed(error)) throw error;
    throw new Error(`Cannot put endpoint "${id}": it is another tenant's`, { cause: error });
  }
};

const itemsOf = (dynamo: Dynamo, tenant: TenantId): Promise<readonly Item[]> =>
  rowsUnder(dynamo, endpointKey(tenant, "").pk);

const sealed = (cipher: Cipher, endpoint: Endpoint): Item => {
  const { id, tenant, provider, secrets, toleranceMs, access } = endpoint;
  const sealedSecrets = secrets.map((secret) => cipher.seal(secret, contextOf(id, provider)));
  return {
    ...endpointKey(tenant, id),
    provider: { S: provider },
    secrets: { S: JSON.stringify(sealedSecrets) },
    toleranceMs: { N: String(toleranceMs) },
    ...(access !== undefined && {
      access: { S: cipher.seal(JSON.stringify(access), accessContext(id)) },
    }),
  };
};

/** `null` where no secret can be opened any more: nobody can sign for this endpoint. */
const opened = (opener: Opener, tenant: TenantId, item: Item): Endpoint | null => {
  const [id, provider] = [textIn(item, "sk") ?? "", textIn(item, "provider") ?? ""];
  const secrets = (JSON.parse(textIn(item, "secrets") ?? "[]") as string[])
    .map((secret) => opener.open(secret, contextOf(id, provider)))
    .filter((secret) => secret !== null);
  if (secrets.length === 0) return null;
  const sealedAccess = textIn(item, "access");
  const access = sealedAccess === null ? null : opener.open(sealedAccess, accessContext(id));
  return {
    id,
    tenant,
    provider,
    secrets,
    toleranceMs: Number(item["toleranceMs"]?.N),
    ...(access !== null && { access: JSON.parse(access) as Record<string, string> }),
  };
};

const contextOf = (id: string, provider: string): string => canonical(["endpoint", id, provider]);
const accessContext = (id: string): string => canonical(["endpoint-access", id]);

const directoryKey = (id: string) => ({ pk: { S: `@endpoint#${id}` }, sk: { S: "tenant" } });
const endpointKey = (tenant: TenantId, id: string) => ({
  pk: { S: keyOf(tenant, "@endpoints") },
  sk: { S: id },
});
