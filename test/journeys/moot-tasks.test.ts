import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { TaskRow } from "#core/views/task-row";
import { tasksView } from "#core/views/task-row";
import { tenant } from "#local/seed";
import {
  booking,
  inviteeCanceled,
  inviteeCreated,
  type TestHouse,
  testHouse,
} from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });
const anotherTime = {
  ...visit,
  inviteeUri: `${visit.inviteeUri}-2`,
  oldInvitee: visit.inviteeUri,
  start: at("2026-03-17T16:00:00Z"),
  end: at("2026-03-17T16:30:00Z"),
};
const cancelled = (moment: string, other: Partial<typeof visit> = {}): string =>
  inviteeCanceled({ ...visit, ...other }, { at: at(moment), by: "invitee", reason: null });

const sixHoursBefore = "2026-03-12T09:00:00Z";
const fourHoursAfterTheReminder = "2026-03-11T19:00:00Z";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  records = recordsOf(house.composed);
  await house.composed.tokens.put("operator-token", tenant);
});
afterEach(() => house.close());

const ask = async (path: string): Promise<Response> =>
  house.handle(
    new Request(`http://127.0.0.1${path}`, { headers: { authorization: "Bearer operator-token" } }),
  );

/** What the API lists, as a program of the business sees it. */
const listed = async (): Promise<readonly TaskRow[]> =>
  ((await (await ask("/v1/tasks")).json()) as { tasks: readonly TaskRow[] }).tasks;

/** Every task there ever was, as `kind (priority): why it is closed`. */
const all = async (): Promise<readonly string[]> => {
  const range = { view: tasksView, index: "index2", from: "", to: "~", limit: 100 } as const;
  const rows = (await house.composed.deps.views.range(tenant, range)).map(
    ({ data }) => data as TaskRow,
  );
  return rows
    .toSorted((one, other) => (one.openedAt < other.openedAt ? -1 : 1))
    .map(({ kind, priority, state, closedWhy }) => `${kind} (${priority}): ${closedWhy ?? state}`);
};

const page = async (): Promise<string> => {
  const id = (records.streams("appointment")[0] ?? "").replace("appointment/", "");
  return (await ask(`/appointments/${id}`)).text();
};

describe("a task that somebody should call", () => {
  it("is replaced by the more urgent one, not joined by it", async () => {
    await house.post(inviteeCreated(visit));
    await house.turnTo(sixHoursBefore);

    expect(await listed()).toMatchObject([{ kind: "no-answer", priority: "high" }]);
    expect(await all()).toEqual(["no-answer (medium): replaced", "no-answer (high): open"]);
  });

  it.each([
    ["medium", fourHoursAfterTheReminder],
    ["high", sixHoursBefore],
  ])("closes by itself when the customer confirms (%s)", async (priority, moment) => {
    await house.post(inviteeCreated(visit));
    await house.turnTo(moment);
    expect(await records.tasks()).toEqual([`no-answer (${priority})`]);
    await house.customerTexts(phone, "C");

    expect(await listed()).toEqual([]);
    expect((await all()).at(-1)).toBe(`no-answer (${priority}): appointment.confirmed`);
    expect(await page()).toMatch(
      /No longer needed: Call the customer: they have not said that they come.*the visit was confirmed/s,
    );
  });

  it("closes when the visit is cancelled", async () => {
    await house.post(inviteeCreated(visit));
    await house.turnTo(sixHoursBefore);
    await house.post(cancelled(sixHoursBefore));

    expect(await listed()).toEqual([]);
    expect((await all()).at(-1)).toBe("no-answer (high): appointment.cancelled");
  });

  it("closes when the visit moves, and is asked anew for the new time", async () => {
    await house.post(inviteeCreated(visit));
    await house.turnTo(sixHoursBefore);
    await house.post(inviteeCreated({ ...anotherTime, createdAt: at(sixHoursBefore) }));

    expect(await listed()).toEqual([]);
    expect((await all()).at(-1)).toBe("no-answer (high): appointment.rescheduled");
    await house.turnTo("2026-03-17T10:00:00Z");
    expect(await records.tasks()).toEqual(["no-answer (high)"]);
  });

  it("closes when the visit begins, although its journey is over by then", async () => {
    await house.post(inviteeCreated(visit));
    await house.turnTo("2026-03-12T15:00:00Z");

    expect(await listed()).toEqual([]);
    expect((await all()).at(-1)).toBe("no-answer (high): appointment.started");
  });
});

describe("a task that another fact makes moot", () => {
  it("of a new time that did not arrive closes when it arrives after all", async () => {
    const old = { rescheduled: true, newInvitee: anotherTime.inviteeUri };
    await house.post(inviteeCreated(visit));
    await house.post(cancelled("2026-03-02T15:00:00Z", old));
    await house.turnTo("2026-03-02T17:00:00Z");
    expect(await records.tasks()).toEqual(["reschedule-unfinished (high)"]);
    await house.post(inviteeCreated(anotherTime));

    expect(await records.tasks()).toEqual([]);
  });

  it("of somebody without a phone closes when the visit is cancelled", async () => {
    await house.post(inviteeCreated({ ...visit, phone: null }));
    expect(await records.tasks()).toEqual(["unreachable (high)"]);
    await house.post(cancelled("2026-03-02T16:00:00Z", { phone: null }));

    expect(await records.tasks()).toEqual([]);
  });
});
