import { afterEach, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse | undefined;
afterEach(() => house?.close());

const get = async (path: string): Promise<string> =>
  (await house?.handle(new Request(`http://127.0.0.1${path}`)))?.text() ?? "";

const visitNo = (number: number): string =>
  inviteeCreated(
    booking({
      start: at(`2026-03-06T15:${String(Math.floor(number / 4)).padStart(2, "0")}:00Z`),
      name: `Person ${number}`,
      phone: null,
      inviteeUri: `https://api.calendly.com/scheduled_events/E${number}/invitees/I${number}`,
      eventUri: `https://api.calendly.com/scheduled_events/E${number}`,
    }),
  );

it("leads from a full page of the day to the visits behind it, and counts only those it shows", async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  for (let number = 0; number < 201; number += 1) await house.post(visitNo(number));

  const first = await get("/?date=2026-03-06");
  expect(first).toContain("<dt>booked, of those here</dt><dd>200</dd>");
  const [, next = ""] = /<a href="([^"]*)" rel="next">Later on this day →/.exec(first) ?? [];
  const second = await get(next.replace("&amp;", "&"));
  expect(second).toContain("<dt>booked, of those here</dt><dd>1</dd>");
  expect(second).toMatch(/Person 200<.*<a href="\/\?date=2026-03-06" rel="first">← To the first/s);
  expect(first).not.toContain("Person 200<");
  expect(await get("/?date=2026-03-06&after=x")).toContain("There is nothing at this address");
});

it("leads from a full page of tasks to the less urgent ones, and counts only those it shows", async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  for (let number = 0; number < 101; number += 1) await house.post(visitNo(number)); // Nobody can be texted.

  const first = await get("/tasks");
  expect(first).toContain("100 open on this page, 0 overdue.");
  const [, next = ""] = /<a href="([^"]*)" rel="next">Less urgent tasks →/.exec(first) ?? [];
  const second = await get(next);
  expect(second).toContain("1 open on this page, 0 overdue.");
  expect(second).toContain('<a href="/tasks" rel="first">← To the most urgent');
  const [[one]] = [/Person \d+</.exec(second) ?? [""]];
  expect(first).not.toContain(one);
  expect(await get("/tasks?after=x")).toContain("There is nothing at this address");
});
