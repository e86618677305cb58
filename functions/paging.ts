import * as z from "zod";
import type { TenantId } from "#core/kernel/ids";
import type { ViewItem, ViewRange, Views } from "#core/ports/views";
import type { Deps } from "#functions/deps";

/** A place in a list: behind the row that stands there, whether that row is still in the list or not. */
export type Place = { readonly index1: string; readonly key: string };

export type Range = Pick<ViewRange, "view" | "from" | "to" | "limit"> & {
  readonly after: Place | null;
  /** In the order of this index; `index1` where nothing is said. */
  readonly index?: ViewRange["index"];
};

type Page = {
  readonly items: readonly ViewItem[];
  /** What to ask for as `after` to go on; `null` where the list ends. */
  readonly next: string | null;
};

/**
 * A page of a list, in the order of its index and then of its keys, so that rows of the same moment have
 * their places, too. No row comes twice, and none that was there all the time is left out.
 */
export const pageOf = async (views: Views, tenant: TenantId, range: Range): Promise<Page> => {
  const { after, limit, index = "index1", ...rest } = range;
  const wanted = {
    ...rest,
    index,
    ...(after !== null && { from: after.index1 }),
  };
  // One more than was asked for tells whether there are more. Rows of the very same moment that were on
  // earlier pages come again and are left out: the more there are, the more is read.
  for (let read = limit + (after === null ? 1 : 2); ; read *= 2) {
    const found = await views.range(tenant, { ...wanted, limit: read });
    const fresh = found.filter((item) => isBehind({ at: item[index], key: item.key }, after));
    if (fresh.length <= limit && found.length === read) continue;
    const items = fresh.slice(0, limit);
    return { items, next: fresh.length > limit ? spelled(items.at(-1), index) : null };
  }
};

/** Every row behind that place, page by page; in between, others have their turn. */
export async function* everyItem(
  { views, pause }: Pick<Deps, "views" | "pause">,
  tenant: TenantId,
  range: Range,
): AsyncGenerator<ViewItem> {
  const { index = "index1" } = range;
  for (let { after } = range; ; await pause(0)) {
    const { items, next } = await pageOf(views, tenant, { ...range, after });
    yield* items;
    const last = items.at(-1);
    if (next === null || last === undefined) return;
    after = { index1: last[index] ?? "", key: last.key };
  }
}

/** Reads what `next` named. */
export const place = z
  .string()
  .max(1_000)
  .transform(placeFrom)
  .refine((found): found is Place => found !== null, {
    error: "must be the `next` of the page before",
  });

const isBehind = (
  { at, key }: { readonly at: string | null; readonly key: string },
  after: Place | null,
): boolean => after === null || at !== after.index1 || key > after.key;

/** Behind this row, as `next` names it. */
export const spelled = (last: ViewItem | undefined, index: ViewRange["index"]): string | null =>
  last === undefined ? null : nextOf({ index1: last[index], key: last.key });

export const nextOf = ({ index1, key }: { readonly index1: string | null; readonly key: string }) =>
  Buffer.from(JSON.stringify([index1, key])).toString("base64url");

const pair = z.tuple([z.string(), z.string()]);

function placeFrom(text: string): Place | null {
  try {
    const parsed = pair.safeParse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return parsed.success ? { index1: parsed.data[0], key: parsed.data[1] } : null;
  } catch {
    return null;
  }
}
