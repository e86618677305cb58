import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CarrierCall } from "#adapters/sandbox-carrier/faults";
import { at, type Instant } from "#core/kernel/time";
import { booking, inviteeCreated } from "#test/support/house";
import { onEachRuntime, type StoryHouse } from "#test/support/runtimes";
import { type Records, recordsOf } from "#test/support/records";

/** The carrier knows it for a landline. */
const landline = "+15005550009";
const mobile = "+14045550123";
const now = "2026-03-02T15:00:00Z";
const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now), phone: landline });

let house: StoryHouse;
let records: Records;
let calls: CarrierCall["operation"][];

const bookAgain = async (n: number, start: Instant, end: Instant): Promise<void> => {
  const inviteeUri = `${visit.inviteeUri}-${n}`;
  await house.post(inviteeCreated({ ...visit, inviteeUri, start, end }));
};

onEachRuntime(
  "a number that cannot be reached",
  (open) => {
    beforeEach(async () => {
      calls = [];
      house = await open(now, {
        faults: ({ operation }) => {
          calls.push(operation);
          return "run";
        },
      });
      records = recordsOf(house.composed);
    });
    afterEach(() => house.close());

    describe("a number that cannot be texted", () => {
      it("is tried once: later texts of the visit are skipped by name, and one person is asked", async () => {
        await house.post(inviteeCreated(visit));
        expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
        await house.turnTo("2026-03-11T18:00:00Z");

        expect(calls).toEqual(["create"]);
        expect(await records.texts()).toEqual([
          "booking-confirmation: failed number_unreachable",
          "reminder-two-days: suppressed number_unreachable",
          "reminder-one-day: suppressed number_unreachable",
        ]);
        expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
      });

      it("stays known for the next visit: nothing is tried, and nobody is asked twice", async () => {
        await house.post(inviteeCreated(visit));
        await bookAgain(2, at("2026-03-20T15:00:00Z"), at("2026-03-20T15:30:00Z"));

        expect(calls).toEqual(["create"]);
        expect((await records.texts()).at(-1)).toBe(
          "booking-confirmation: suppressed number_unreachable",
        );
        expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
      });

      it("is nobody's task once no visit is ahead, and is again with the next booking", async () => {
        await house.post(inviteeCreated(visit));
        await house.turnTo("2026-03-13T15:00:00Z");
        expect(await records.tasks()).toEqual([]);
        await bookAgain(2, at("2026-03-20T15:00:00Z"), at("2026-03-20T15:30:00Z"));

        expect(calls).toEqual(["create"]);
        expect(await records.tasks()).toEqual(["number-unreachable (medium)"]);
      });

      it("is over with a new number: texts go there, and the task closes", async () => {
        await house.post(inviteeCreated(visit));
        const start = at("2026-03-13T15:00:00Z");
        const moved = {
          inviteeUri: `${visit.inviteeUri}-2`,
          oldInvitee: visit.inviteeUri,
          phone: mobile,
          end: at("2026-03-13T15:30:00Z"),
        };
        await house.post(inviteeCreated({ ...visit, ...moved, start }));

        expect(house.texts(mobile)).toHaveLength(1);
        expect(await records.tasks()).toEqual([]);
      });

      it("is told on the timeline, where it was found out and where it is passed over", async () => {
        await house.post(inviteeCreated(visit));
        await house.turnTo("2026-03-10T18:00:00Z");
        const id = (records.streams("appointment")[0] ?? "").replace("appointment/", "");
        const response = await house.handle(new Request(`http://127.0.0.1/appointments/${id}`));
        const text = await response.text();

        expect(text).toContain("Nothing arrives at this number or address");
        expect(text).toMatch(/Reminder \(48 h before\) not sent.*an earlier text to this number/s);
      });
    });
  },
  { isNowAndThen: true },
);
