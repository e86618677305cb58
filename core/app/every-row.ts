import type { App } from "#core/app/app";
import type { TenantId } from "#core/kernel/ids";
import type { ViewItem, ViewRange } from "#core/ports/views";

const batch = 500;

/** The rows of a part of a list in its order, each once, and `most` of them at most: page by page, as they are asked for. */
export async function* everyRow(
  { views }: Pick<App, "views">,
  tenant: TenantId,
  wanted: Omit<ViewRange, "limit">,
  most: number,
): AsyncGenerator<ViewItem> {
  const seen = new Set<string>();
  for (let [from, limit] = [wanted.from, batch]; seen.size < most; ) {
    const page = await views.range(tenant, { ...wanted, from, limit });
    for (const item of page.filter(({ key }) => !seen.has(key)).slice(0, most - seen.size)) {
      seen.add(item.key);
      yield item;
    }
    const last = page.at(-1)?.[wanted.index] ?? from;
    if (page.length < limit) return;
    limit = last === from ? 2 * limit : batch; // There may be more of one place than a page holds.
    from = last;
  }
}
