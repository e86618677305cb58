import { rmSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import { booking, inviteeCreated, newFolder, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
const now = "2026-03-02T15:00:00Z";

it("what a worker held when its process died is taken up at the next start, not 90 seconds later", async () => {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await testHouse(now, { folder });
  const { deps } = first.composed;
  const fails = (): never => {
    throw new TypeError("A bug in a worker");
  };
  Object.assign(deps, { leases: { ...deps.leases, acquire: fails } });
  await first.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
  // Another worker has it in hand when the process ends.
  const again = plusMs(deps.clock.now(), 30_000);
  expect(await deps.queues.receive("executions", again, 1)).toMatchObject([{ attempt: 2 }]);
  await first.leave();

  const second = await testHouse(now, { folder });
  await second.drive.drain();
  expect(second.texts(phone)).toHaveLength(1);
  expect(await recordsOf(second.composed).texts()).toEqual(["booking-confirmation: sent"]);
  await second.leave();
});
