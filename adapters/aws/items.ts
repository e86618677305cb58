import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { as, type TenantId } from "#core/kernel/ids";

export type Item = Record<string, AttributeValue>;

/** A name that could be read as another's followed by something is no tenant's. */
export const isTenant = (name: string): boolean => /^[^#@][^#]*$/.test(name);

/**
 * The tenant leads every key, so that a role may be held to one tenant's keys. A tenant's name that could be read as
 * another's followed by something has no key: `a#b` with `c` would be `a` with `b#c`.
 */
export const keyOf = (tenant: TenantId, name: string): string => {
  if (!isTenant(tenant))
    throw new Error(
      `Cannot make a key for tenant "${tenant}": it would not stay apart from others`,
    );
  return `${tenant}#${name}`;
};

/** What `keyOf` has made a key of; `null` where it has made no such key. */
export const ownerIn = (
  key: string,
): { readonly tenant: TenantId; readonly name: string } | null => {
  const [tenant = "", ...rest] = key.split("#");
  const name = rest.join("#");
  return isTenant(tenant) && name !== "" ? { tenant: as(tenant), name } : null;
};

/**
 * Whether an item can stand under these attributes: the first is the partition's, any other sorts. Names come from
 * whoever asks, and of one that is longer than a key may be, the database would call the question wrong; there is nothing.
 */
export const isKey = (key: Item = {}): boolean =>
  Object.values(key).every(({ S: name }, place) => name === undefined || fits(name, place));

const fits = (name: string, place: number): boolean =>
  name !== "" && Buffer.byteLength(name) <= (place === 0 ? 2_048 : 1_024);

/** JSON is stored deflated: writes are paid by the kilobyte, and reads by four of them. */
export const packed = (json: string): AttributeValue => ({ B: deflateRawSync(json, fewKilobytes) });

/** A window of 8 KB: hardly anything is longer, and a smaller one is set up faster. */
const fewKilobytes = { windowBits: 13 };

export const unpacked = (item: Item, name: string): string => {
  const bytes = item[name]?.B;
  if (bytes === undefined) throw new Error(`Cannot read an item: it has no "${name}"`);
  return inflateRawSync(bytes).toString();
};

export const textIn = (item: Item | undefined, name: string): string | null =>
  item?.[name]?.S ?? null;

export const numberIn = (item: Item | undefined, name: string): number | null => {
  const text = item?.[name]?.N;
  return text === undefined ? null : Number(text);
};

/** When the database may drop an item, in its own unit; it takes up to two days for that. */
export const expiryAfter = (fromMs: number, ms: number): AttributeValue => ({
  N: String(Math.ceil((fromMs + ms) / 1_000)),
});
