import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { timerBody } from "#adapters/aws/timer-message";
import { at, plusMs } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";
import type { BatchResult, QueueEvent } from "#functions/aws-shapes";
import { onWake } from "#functions/on-aws";
import { create as wake } from "#functions/timers/wake";
import { call, houseOver, remembering } from "#test/support/aws-door";
import { queueEvent } from "#test/support/aws-events";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at("2026-03-02T15:00:00Z") });

describe("a schedule that rings into the queue", () => {
  let house: TestHouse;
  beforeEach(async () => {
    house = await testHouse("2026-03-02T15:00:00Z");
    await house.post(inviteeCreated(visit));
  });
  afterEach(() => house.close());

  /** The timer that the embedded runtime would ring; here a schedule does, whatever its clock says. */
  const planned = async (): Promise<Timer> => {
    const [timer] = await house.composed.deps.timers.due(at("2027-01-01T00:00:00Z"), 1);
    if (timer === undefined) throw new Error("Nothing is planned");
    return timer;
  };
  const ring = async (...timers: readonly Timer[]) => {
    const remembered = remembering();
    const { deps } = house.composed;
    const open = async () =>
      houseOver({ ...deps, log: remembered.log, metrics: remembered.metrics });
    const messages = timers.map((timer, index) => ({
      id: `m${index}`,
      body: envelopeOf({ tenant: timer.tenant, body: timerBody(timer) }),
    }));
    const records = recordsOf(house.composed);
    const before = records.commits();
    const answer = await call<QueueEvent, BatchResult>(onWake(open, wake), queueEvent(...messages));
    const written = records.commits() - before; // By the handler alone: then the rest of the house goes on.
    await house.drive.drain();
    return { ...remembered, failed: answer.batchItemFailures, written };
  };
  /** Turned so that nothing that is due happens by itself: only schedules ring here. */
  const laterBy = async (moment: string) => {
    const { clock } = house.composed;
    await clock?.release(at(moment));
  };

  it("in time has the reminder sent", async () => {
    const timer = await planned();
    await laterBy(timer.at);
    const { failed, counts, lines, written } = await ring(timer);

    expect([failed, written]).toEqual([[], 1]);
    expect(house.texts(phone)).toHaveLength(2);
    expect(counts).toContain("timers.late");
    expect(lines.join("\n")).toContain("info timer.rung");
  });

  it("twice at once, and once more later, has it sent once", async () => {
    const timer = await planned();
    await laterBy(timer.at);
    expect((await ring(timer, timer)).written).toBe(1);
    await laterBy(plusMs(timer.at, 120_000));
    const { failed, written } = await ring(timer);

    expect([failed, written]).toEqual([[], 0]);
    expect(house.texts(phone)).toHaveLength(2);
  });

  it("late has it sent while that is of use", async () => {
    const timer = await planned();
    await laterBy(plusMs(timer.at, 10 * 60_000));
    expect((await ring(timer)).written).toBe(1);
    expect(house.texts(phone)).toHaveLength(2);
  });

  it("after the visit reminds nobody", async () => {
    const timer = await planned();
    await laterBy("2026-03-12T16:00:00Z");
    await ring(timer);

    expect(house.texts(phone).filter((text) => text.includes("we'll see you"))).toEqual([]);
  });

  it("for a plan that has moved reminds nobody of the old time", async () => {
    const timer = await planned();
    const moved = { ...visit, start: at("2026-03-20T15:00:00Z"), end: at("2026-03-20T15:30:00Z") };
    await house.post(
      inviteeCreated({
        ...moved,
        inviteeUri: `${visit.inviteeUri}X`,
        oldInvitee: visit.inviteeUri,
        createdAt: at("2026-03-02T15:00:00Z"),
      }),
    );
    const told = house.texts(phone);
    await laterBy(timer.at);
    const { failed } = await ring(timer);

    expect(failed).toEqual([]);
    expect(house.texts(phone)).toEqual(told);
    const [appointment] = await recordsOf(house.composed).appointments();
    expect(appointment?.domain).toMatchObject({ start: "2026-03-20T15:00:00.000Z" });
  });

  it("about nothing that can be read stays in the queue", async () => {
    const { deps } = house.composed;
    const body = envelopeOf({ tenant: deps.localTenant, body: { stream: "", version: 0 } });
    const remembered = remembering();
    const open = async () => houseOver({ ...deps, log: remembered.log });
    const event = queueEvent({ id: "a", body });
    const answer = await call<QueueEvent, BatchResult>(onWake(open, wake), event);

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: "a" }]);
    expect(remembered.lines).toEqual(["error queue.failed queue=wakes why=Unreadable attempt=1"]);
  });
});
