import type { ViewItem, Views } from "#core/ports/views";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { viewsContract } from "#test/contract/views";
import { tenantA, tenantB } from "#test/support/sample-commits";

const lie = lying<Views>(({ views }) => views);

export const viewsLiars = liarsOf(viewsContract, [
  lie(
    "says put and keeps nothing",
    (views) => ({ ...views, put: async () => "put" }),
    "gives back the row that was put",
  ),
  lie(
    "accepts whatever comes last",
    (views) => {
      const last = new Map<string, ViewItem>();
      return {
        ...views,
        put: async (_, item) => {
          last.set(item.key, item);
          return "put";
        },
        get: async (_, __, key) => last.get(key) ?? null,
      };
    },
    "calls a row of an older source version stale and keeps the newer",
    "calls a row of the same source version stale",
    "keeps views apart",
    "keeps tenants apart",
  ),
  lie(
    "keeps the first row for ever",
    (views) => ({
      ...views,
      put: async (tenant, item) =>
        (await views.get(tenant, item.view, item.key)) === null ? views.put(tenant, item) : "stale",
    }),
    "replaces a row by one of a newer source version",
    "moves a row in the lists when its index changes",
  ),
  lie(
    "invents a row that was never put",
    (views) => ({
      ...views,
      get: async (tenant, view, key) =>
        (await views.get(tenant, view, key)) ?? {
          view,
          key,
          index1: null,
          index2: null,
          source: { stream: "visit/0" as ViewItem["source"]["stream"], version: 1 },
          data: null,
        },
    }),
    "knows nothing of a row that nobody has put",
  ),
  lie(
    "includes the last bound of a range",
    (views) => ({
      ...views,
      range: (tenant, range) => views.range(tenant, { ...range, to: `${range.to}~` }),
    }),
    "lists a range in the order of its index, the first bound included, the last not",
  ),
  lie(
    "leaves out the first bound of a range",
    (views) => ({
      ...views,
      range: (tenant, range) => views.range(tenant, { ...range, from: `${range.from}~` }),
    }),
    "lists a range in the order of its index, the first bound included, the last not",
  ),
  lie(
    "lists backwards",
    (views) => ({
      ...views,
      range: async (tenant, range) => (await views.range(tenant, range)).toReversed(),
    }),
    "lists a range in the order of its index, the first bound included, the last not",
    "lists rows of the same place in the order of their keys",
  ),
  lie(
    "lists everything at once",
    (views) => ({
      ...views,
      range: (tenant, range) => views.range(tenant, { ...range, limit: 1_000 }),
    }),
    "lists no more rows than asked for",
  ),
  lie(
    "lists rows without an index first",
    (views) => ({
      ...views,
      put: (tenant, item) => views.put(tenant, { ...item, index1: item.index1 ?? "" }),
    }),
    "leaves a row without an index out of its lists",
  ),
  lie(
    "lists by the first index only",
    (views) => ({
      ...views,
      range: (tenant, range) => views.range(tenant, { ...range, index: "index1" }),
    }),
    "keeps a second index beside the first",
  ),
  lie(
    "clears the one view that it thinks of",
    (views) => {
      const mute = new Set<string>();
      return {
        ...views,
        clear: async () => void mute.add("visits"),
        get: async (tenant, view, key) => (mute.has(view) ? null : views.get(tenant, view, key)),
        range: async (tenant, range) => (mute.has(range.view) ? [] : views.range(tenant, range)),
      };
    },
    "can be cleared, and takes rows of any version after that",
  ),
  lie(
    "clears everything",
    (views) => ({
      ...views,
      clear: async () => {
        for (const tenant of [tenantA, tenantB]) await views.clear(tenant);
      },
    }),
    "clears no other tenant's rows",
  ),
  lie(
    "puts all views into one",
    (views) => ({
      ...views,
      put: (tenant, item) => views.put(tenant, { ...item, view: "all" }),
      get: (tenant, _, key) => views.get(tenant, "all", key),
      range: (tenant, range) => views.range(tenant, { ...range, view: "all" }),
    }),
    "keeps views apart",
  ),
  lie(
    "puts all tenants into one",
    (views) => ({
      ...views,
      put: (_, item) => views.put(tenantA, item),
      get: (_, view, key) => views.get(tenantA, view, key),
      range: (_, range) => views.range(tenantA, range),
    }),
    "keeps tenants apart",
  ),
]);
