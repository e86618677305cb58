import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inviteeCreated } from "#adapters/calendly/sample";
import { at } from "#core/kernel/time";
import { booking, testHouse } from "#test/support/house";

const monday = "2026-03-02T15:00:00Z";
const visit = at("2026-03-06T15:00:00Z");
const invitee = (id: string) => `https://api.calendly.com/scheduled_events/E/invitees/${id}`;

/** A copy of the database is restored on another machine, say, where the sandbox's own files begin anew. */
it("the sandbox's texts have sids of their own where its file begins anew beside older data", async () => {
  const before = await testHouse(monday);
  const { folder } = before;
  await before.post(inviteeCreated(booking({ start: visit, inviteeUri: invitee("1") })));
  const known = before.carrier.phone.messages("+14045550123").map(({ sid }) => sid);
  await before.leave();
  for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `carrier.db${end}`), { force: true });

  const house = await testHouse(monday, { folder });
  const other = { start: visit, inviteeUri: invitee("2"), phone: "+1 404-555-0124" };
  await house.post(inviteeCreated(booking(other)));
  const texts = house.carrier.phone.messages("+14045550124");
  expect(known).toHaveLength(1);
  expect(texts).toHaveLength(1);
  expect(known).not.toContain(texts[0]?.sid);
  expect(house.log.filter((line) => line.includes("feed.failed"))).toEqual([]);
  await house.close();
});
