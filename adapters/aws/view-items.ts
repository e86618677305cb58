import { type Item, keyOf, numberIn, packed, textIn, unpacked } from "#adapters/aws/items";
import type { Json } from "#core/kernel/canonical";
import { as, type TenantId } from "#core/kernel/ids";
import type { ViewItem, ViewRange } from "#core/ports/views";

export const viewKey = (tenant: TenantId, view: string, key: string) => ({
  pk: { S: keyOf(tenant, view) },
  sk: { S: key },
});

export const viewItem = (tenant: TenantId, item: ViewItem): Item => ({
  ...viewKey(tenant, item.view, item.key),
  stream: { S: item.source.stream },
  version: { N: String(item.source.version) },
  data: packed(JSON.stringify(item.data)),
  ...(item.index1 !== null && { index1: { S: placeOf(item.index1, item.key) } }),
  ...(item.index2 !== null && { index2: { S: placeOf(item.index2, item.key) } }),
});

export const viewItemFrom = (view: string, item: Item): ViewItem => {
  const key = textIn(item, "sk") ?? "";
  const indexFrom = (name: ViewRange["index"]): string | null => {
    const place = textIn(item, name);
    return place === null ? null : place.slice(0, -(separator.length + key.length));
  };
  return {
    view,
    key,
    index1: indexFrom("index1"),
    index2: indexFrom("index2"),
    source: { stream: as(textIn(item, "stream") ?? ""), version: numberIn(item, "version") ?? 0 },
    data: JSON.parse(unpacked(item, "data")) as Json,
  };
};

/**
 * Sorts before everything that could follow in a longer text. So places lie in the order of their index, then of their
 * keys, and none of an index is equal to the bound of a range.
 */
const separator = "\u0000";

/** Rows of the same index have no order in the database: their keys are part of their place. */
const placeOf = (index: string, key: string): string => `${index}${separator}${key}`;

/** The database takes no empty text for a bound; no place is before this one. */
export const boundOf = (text: string): string => (text === "" ? separator : text);
