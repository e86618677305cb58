import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated } from "#test/support/house";
import { onEachRuntime, type StoryHouse } from "#test/support/runtimes";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: StoryHouse;
let records: Records;

const last = (): string => house.texts(phone).at(-1) ?? "";
const statuses = async () => (await records.appointments()).map(({ domain }) => domain.status);

onEachRuntime(
  "links for answers",
  (open) => {
    beforeEach(async () => {
      house = await open("2026-03-02T15:00:00Z");
      records = recordsOf(house.composed);
      await house.post(inviteeCreated(visit));
    });
    afterEach(() => house.close());

    describe("a customer who asks for another time", () => {
      it("gets the booking system's page for it, and a person knows", async () => {
        await house.customerTexts(phone, "Can we reschedule please?");

        expect(last()).toContain("choose another time here: https://calendly.com/reschedulings/");
        expect(await records.tasks()).toEqual(["wants-to-reschedule (medium)"]);
        expect(await statuses()).toEqual(["booked"]);
      });

      it("gets it once, however often they ask", async () => {
        await house.customerTexts(phone, "Can we reschedule please?");
        await house.customerTexts(phone, "I need to reschedule");

        expect(await records.texts()).toEqual([
          "booking-confirmation: sent",
          "reschedule-link: sent",
        ]);
      });

      it("gets it at night, too: they are awake", async () => {
        await house.turnTo("2026-03-04T06:00:00Z"); // One in the morning.
        await house.customerTexts(phone, "I need to reschedule");

        expect(last()).toMatch(/^2026-03-04T06:00.*choose another time/);
      });
    });

    describe("a customer who gives the visit up", () => {
      it("gets the page to do so, a person is asked, and the visit stands", async () => {
        await house.customerTexts(phone, "Please cancel my appointment");

        expect(last()).toContain("Give your time back here: https://calendly.com/cancellations/");
        expect(await records.tasks()).toEqual(["wants-to-cancel (high)"]);
        expect(await statuses()).toEqual(["booked"]);
      });

      it("gets both pages when they first want one and then the other", async () => {
        await house.customerTexts(phone, "I need to reschedule");
        await house.customerTexts(phone, "Please cancel my appointment");

        expect((await records.texts()).slice(1)).toEqual([
          "reschedule-link: sent",
          "cancel-link: sent",
        ]);
      });

      it("hears nothing more after a bare CANCEL; only a person is asked", async () => {
        await house.customerTexts(phone, "CANCEL");

        expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
        expect(await records.tasks()).toEqual(["wants-to-cancel (high)"]);
      });

      it("hears nothing where they have opted out before, and the reason is kept", async () => {
        await house.customerTexts(phone, "STOP");
        await house.customerTexts(phone, "Please cancel my appointment");

        expect(house.texts(phone)).toHaveLength(1);
        expect(await records.texts()).toEqual([
          "booking-confirmation: sent",
          "cancel-link: suppressed opted_out",
        ]);
      });
    });

    describe("an answer that is not understood with certainty", () => {
      it("is a person's alone", async () => {
        await house.customerTexts(phone, "I might have to cancel");

        expect(await records.texts()).toEqual(["booking-confirmation: sent"]);
        expect(await records.tasks()).toHaveLength(1);
      });
    });
  },
  { isNowAndThen: true },
);
