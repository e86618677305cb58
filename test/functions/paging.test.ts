import { afterEach, expect, it } from "vitest";
import { as, type StreamName } from "#core/kernel/ids";
import { everyItem } from "#functions/paging";
import { type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
afterEach(() => house.close());

it("goes through a whole list once and in order, whatever the page, and lets others have their turn", async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  const { deps } = house.composed;
  // Four of the same moment: they fill more than a page.
  const rows = ["1 a", "2 a", "2 b", "2 c", "2 d", "3 a", "4 a"];
  for (const [version, row] of rows.toReversed().entries()) {
    const [index1 = "", key = ""] = row.split(" ");
    const source = { stream: as<StreamName>(`appointment/${row}`), version };
    const item = { view: "appointments", key: `${index1}${key}`, index1, index2: null, source };
    await deps.views.put(deps.localTenant, { ...item, data: row });
  }

  for (const limit of [1, 3, 7, 200]) {
    let pauses = 0;
    const walking = { views: deps.views, pause: async () => void (pauses += 1) };
    const range = { view: "appointments", from: "0", to: "9", limit, after: null };
    const walked: unknown[] = [];
    for await (const { data } of everyItem(walking, deps.localTenant, range)) walked.push(data);
    expect([limit, walked, pauses]).toEqual([limit, rows, Math.ceil(rows.length / limit) - 1]);
  }
});
