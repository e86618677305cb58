import { expect } from "vitest";
import { as } from "#core/kernel/ids";
import type { ViewItem, ViewRange, Views } from "#core/ports/views";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const item = (wish: Partial<ViewItem> & { readonly version?: number } = {}): ViewItem => {
  const { version = 1, ...rest } = wish;
  const key = rest.key ?? "visit-1";
  return {
    view: "visits",
    key,
    index1: "2026-03-02",
    index2: null,
    source: { stream: as(`visit/${key}`), version },
    data: { status: "booked", words: ["später", null, 1.5] },
    ...rest,
  };
};

const march: ViewRange = {
  view: "visits",
  index: "index1",
  from: "2026-03-01",
  to: "2026-04-01",
  limit: 10,
};

const keysIn = async (views: Views, range: ViewRange): Promise<readonly string[]> =>
  (await views.range(tenantA, range)).map(({ key }) => key);

export const viewsContract = contractOf<Views>("Views", [
  [
    "knows nothing of a row that nobody has put",
    async (views) => {
      expect(await views.get(tenantA, "visits", "visit-1")).toBeNull();
    },
  ],
  [
    "gives back the row that was put",
    async (views) => {
      expect(await views.put(tenantA, item())).toBe("put");
      expect(await views.get(tenantA, "visits", "visit-1")).toEqual(item());
    },
  ],
  [
    "replaces a row by one of a newer source version",
    async (views) => {
      await views.put(tenantA, item());
      const newer = item({ version: 2, data: { status: "confirmed" } });
      expect(await views.put(tenantA, newer)).toBe("put");
      expect(await views.get(tenantA, "visits", "visit-1")).toEqual(newer);
    },
  ],
  [
    "calls a row of an older source version stale and keeps the newer",
    async (views) => {
      await views.put(tenantA, item({ version: 2 }));
      const older = item({ version: 1, data: "older" });
      expect(await views.put(tenantA, older)).toBe("stale");
      expect(await views.get(tenantA, "visits", "visit-1")).toEqual(item({ version: 2 }));
    },
  ],
  [
    "calls a row of the same source version stale",
    async (views) => {
      await views.put(tenantA, item());
      expect(await views.put(tenantA, item({ data: "again" }))).toBe("stale");
      expect(await views.get(tenantA, "visits", "visit-1")).toEqual(item());
    },
  ],
  [
    "lists a range in the order of its index, the first bound included, the last not",
    async (views) => {
      const days = { a: "2026-04-01", b: "2026-03-31", c: "2026-03-01", d: "2026-02-28" };
      for (const [key, index1] of Object.entries(days))
        await views.put(tenantA, item({ key, index1 }));
      expect(await keysIn(views, march)).toEqual(["c", "b"]);
    },
  ],
  [
    "lists rows of the same place in the order of their keys",
    async (views) => {
      for (const key of ["b", "c", "a"]) await views.put(tenantA, item({ key }));
      expect(await keysIn(views, march)).toEqual(["a", "b", "c"]);
    },
  ],
  [
    "lists no more rows than asked for",
    async (views) => {
      for (const key of ["a", "b", "c"]) await views.put(tenantA, item({ key }));
      expect(await keysIn(views, { ...march, limit: 2 })).toEqual(["a", "b"]);
    },
  ],
  [
    "leaves a row without an index out of its lists",
    async (views) => {
      await views.put(tenantA, item({ index1: null }));
      expect(await keysIn(views, { ...march, from: "", to: "\u{10ffff}" })).toEqual([]);
    },
  ],
  [
    "moves a row in the lists when its index changes",
    async (views) => {
      await views.put(tenantA, item());
      await views.put(tenantA, item({ version: 2, index1: "2026-05-01" }));
      expect(await keysIn(views, march)).toEqual([]);
    },
  ],
  [
    "keeps a second index beside the first",
    async (views) => {
      await views.put(tenantA, item({ index2: "guest-9" }));
      const ofGuest = { ...march, index: "index2", from: "guest-9", to: "guest-9~" } as const;
      expect(await keysIn(views, ofGuest)).toEqual(["visit-1"]);
      expect(await keysIn(views, { ...ofGuest, index: "index1" })).toEqual([]);
    },
  ],
  [
    "keeps views apart",
    async (views) => {
      await views.put(tenantA, item({ view: "guests" }));
      expect(await views.get(tenantA, "visits", "visit-1")).toBeNull();
      expect(await keysIn(views, march)).toEqual([]);
    },
  ],
  [
    "can be cleared, and takes rows of any version after that",
    async (views) => {
      await views.put(tenantA, item({ version: 7 }));
      await views.put(tenantA, item({ view: "guests" }));
      await views.clear(tenantA);
      expect(await views.get(tenantA, "visits", "visit-1")).toBeNull();
      expect(await views.get(tenantA, "guests", "visit-1")).toBeNull();
      expect(await keysIn(views, march)).toEqual([]);
      expect(await views.put(tenantA, item())).toBe("put");
    },
  ],
  [
    "clears no other tenant's rows",
    async (views) => {
      await views.put(tenantB, item());
      await views.clear(tenantA);
      expect(await views.get(tenantB, "visits", "visit-1")).toEqual(item());
    },
  ],
  [
    "keeps tenants apart",
    async (views) => {
      await views.put(tenantB, item());
      expect(await views.get(tenantA, "visits", "visit-1")).toBeNull();
      expect(await keysIn(views, march)).toEqual([]);
    },
  ],
]);
