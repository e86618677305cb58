import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated } from "#test/support/house";
import { onEachRuntime, type StoryHouse } from "#test/support/runtimes";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: StoryHouse;
let records: Records;

const status = async (): Promise<string | undefined> =>
  (await records.appointments())[0]?.domain.status;

onEachRuntime(
  "what customers answer",
  (open) => {
    beforeEach(async () => {
      house = await open("2026-03-02T15:00:00Z");
      records = recordsOf(house.composed);
    });
    afterEach(() => house.close());

    describe("a customer who never answers", () => {
      it("is reminded twice, then called, then called at once", async () => {
        await house.post(inviteeCreated(visit));

        await house.turnTo("2026-03-11T15:00:00Z");
        expect(house.texts(phone).slice(1)).toEqual([
          expect.stringMatching(/^2026-03-10T15:00:00\.000Z .*we'll see you/),
          expect.stringMatching(/^2026-03-11T15:00:00\.000Z .*not confirmed yet/),
        ]);
        await house.turnTo("2026-03-11T18:59:59Z");
        expect(await records.tasks()).toEqual([]);
        await house.turnTo("2026-03-11T19:00:00Z"); // Four hours after the second reminder.
        expect(await records.tasks()).toEqual(["no-answer (medium)"]);
        await house.turnTo("2026-03-12T08:59:59Z");
        expect(await records.tasks()).toEqual(["no-answer (medium)"]);
        await house.turnTo("2026-03-12T09:00:00Z"); // Six hours before the visit.
        expect(await records.tasks()).toEqual(["no-answer (high)"]); // In the place of the other.
        expect(await status()).toBe("booked");
        expect(house.texts(phone)).toHaveLength(3);
      });

      it("keeps the visit: nobody but a person cancels it", async () => {
        await house.post(inviteeCreated(visit));
        await house.turnTo("2026-03-13T00:00:00Z");

        expect(await status()).toBe("completed");
      });
    });

    describe("a customer who answers late", () => {
      it.each([
        ["before the second reminder", "2026-03-11T14:59:00Z", 0],
        ["after the second reminder", "2026-03-11T18:00:00Z", 1],
        ["after somebody was asked to call", "2026-03-11T21:00:00Z", 1],
      ])("%s is thanked, and nobody is to call any more", async (_, when, urged) => {
        await house.post(inviteeCreated(visit));
        await house.turnTo(when);
        await house.customerTexts(phone, "C");
        await house.turnTo("2026-03-12T14:59:59Z");

        const texts = await records.texts();
        expect(texts.filter((text) => text === "reminder-one-day: sent")).toHaveLength(urged);
        expect(texts.filter((text) => text === "confirmed-thanks: sent")).toHaveLength(1);
        expect(await records.tasks()).toEqual([]);
      });
    });

    describe("a customer who opts out", () => {
      it("hears nothing more, also of what was planned, and the reason is kept", async () => {
        await house.post(inviteeCreated(visit));
        await house.turnTo("2026-03-09T15:00:00Z");
        await house.customerTexts(phone, "STOP");
        await house.turnTo("2026-03-12T14:59:59Z");

        expect(house.texts(phone)).toHaveLength(1);
        expect(await records.texts()).toEqual([
          "booking-confirmation: sent",
          "reminder-two-days: suppressed opted_out",
          "reminder-one-day: suppressed opted_out",
        ]);
        expect(await records.tasks()).toEqual(["no-answer (high)"]);
        // Not even an intent was written for those: the question was asked before.
        const [stream] = records.streams("appointment");
        const types = await records.eventTypes(stream ?? ("" as never));
        expect(types.filter((type) => type === "execution.intended")).toHaveLength(1);
      });

      it("has opted out of everything, also of what is booked later", async () => {
        await house.post(inviteeCreated(visit));
        await house.customerTexts(phone, "STOP");
        const another = { inviteeUri: `${visit.inviteeUri}-2`, start: at("2026-03-13T15:00:00Z") };
        await house.post(inviteeCreated({ ...visit, ...another, end: at("2026-03-13T15:30:00Z") }));
        await house.turnTo("2026-03-14T15:00:00Z");

        expect(house.texts(phone)).toHaveLength(1);
      });

      it("hears from us again after START", async () => {
        await house.post(inviteeCreated(visit));
        await house.customerTexts(phone, "STOP");
        await house.turnTo("2026-03-09T15:00:00Z");
        await house.customerTexts(phone, "START");
        await house.turnTo("2026-03-12T15:00:00Z");

        expect(await records.texts()).toEqual([
          "booking-confirmation: sent",
          "reminder-two-days: sent",
          "reminder-one-day: sent",
        ]);
      });
    });

    describe("a customer with two visits", () => {
      it("confirms the next one, and is reminded of the other", async () => {
        await house.post(inviteeCreated(visit));
        const later = { inviteeUri: `${visit.inviteeUri}-2`, start: at("2026-03-20T15:00:00Z") };
        await house.post(inviteeCreated({ ...visit, ...later, end: at("2026-03-20T15:30:00Z") }));
        await house.turnTo("2026-03-10T16:00:00Z");
        await house.customerTexts(phone, "C");

        const statuses = (await records.appointments()).map(({ domain }) => domain.status);
        expect(statuses).toEqual(["confirmed", "booked"]);
        await house.turnTo("2026-03-18T15:00:00Z");
        expect(house.texts(phone).at(-1)).toContain("we'll see you on Fri, Mar 20");
      });

      it("confirms the one that the last text spoke of, and thanks for no other by a pleasantry", async () => {
        await house.post(inviteeCreated(visit));
        const later = { inviteeUri: `${visit.inviteeUri}-2`, start: at("2026-04-06T15:00:00Z") };
        await house.turnTo("2026-03-10T16:00:00Z"); // The reminder of the first has gone.
        await house.post(inviteeCreated({ ...visit, ...later, end: at("2026-04-06T15:30:00Z") }));
        await house.customerTexts(phone, "C");
        const statuses = async () =>
          (await records.appointments()).map(({ domain }) => domain.status);
        expect(await statuses()).toEqual(["booked", "confirmed"]);

        await house.turnTo("2026-03-11T16:00:00Z"); // The first is asked for once more.
        await house.customerTexts(phone, "See you tomorrow!");
        expect(await statuses()).toEqual(["confirmed", "confirmed"]);
      });

      it("by a pleasantry behind a thank-you confirms nothing more", async () => {
        await house.post(inviteeCreated(visit));
        const later = { inviteeUri: `${visit.inviteeUri}-2`, start: at("2026-04-06T15:00:00Z") };
        await house.post(inviteeCreated({ ...visit, ...later, end: at("2026-04-06T15:30:00Z") }));
        await house.turnTo("2026-03-10T16:00:00Z");
        await house.customerTexts(phone, "C");
        await house.customerTexts(phone, "thanks, see you then 👍");

        const statuses = (await records.appointments()).map(({ domain }) => domain.status);
        expect(statuses).toEqual(["confirmed", "booked"]);
      });

      it("who was erased and has booked again confirms the new one", async () => {
        await house.post(inviteeCreated(visit));
        const { deps, tokens } = house.composed;
        await tokens.put("a-token", deps.localTenant);
        const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
        const erased = await house.handle(
          new Request(`http://127.0.0.1/v1/customers/${id}/erase`, {
            method: "POST",
            headers: { authorization: "Bearer a-token", "idempotency-key": "1" },
            body: "{}",
          }),
        );
        expect(erased.status).toBe(200);
        await house.turnTo("2026-03-03T15:00:00Z");
        const later = { inviteeUri: `${visit.inviteeUri}-2`, start: at("2026-03-13T15:00:00Z") };
        await house.post(inviteeCreated({ ...visit, ...later, end: at("2026-03-13T15:30:00Z") }));
        await house.customerTexts(phone, "C");

        const statuses = (await records.appointments()).map(({ domain }) => domain.status);
        expect(statuses).toEqual(["booked", "confirmed"]);
      });
    });
  },
  { isNowAndThen: true },
);
