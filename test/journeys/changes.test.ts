import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCanceled, inviteeCreated } from "#test/support/house";
import { onEachRuntime, type StoryHouse } from "#test/support/runtimes";
import { type Records, recordsOf } from "#test/support/records";

const phone = "+14045550123";
const uri = (n: number): string =>
  `https://api.calendly.com/scheduled_events/EVENT${n}/invitees/INVITEE${n}`;
const visit = booking({ start: at("2026-03-12T15:00:00Z"), inviteeUri: uri(1) });

/** A reschedule is two webhooks: the old one is gone, and the new one takes its place. */
const moved = (day: string, from = 1) => {
  const start = at(`2026-03-${day}T16:00:00Z`);
  const to = booking({ start, inviteeUri: uri(from + 1), createdAt: at("2026-03-05T15:00:00Z") });
  const old = inviteeCanceled(
    { ...visit, inviteeUri: uri(from), rescheduled: true, newInvitee: uri(from + 1) },
    { at: at("2026-03-05T15:00:00Z"), by: "invitee", reason: null },
  );
  return { old, fresh: inviteeCreated({ ...to, oldInvitee: uri(from) }) };
};

const cancelled = (n: number, by: "invitee" | "host" = "invitee"): string =>
  inviteeCanceled(
    { ...visit, inviteeUri: uri(n) },
    { at: at("2026-03-05T15:00:00Z"), by, reason: "ill" },
  );

let house: StoryHouse;
let records: Records;

const postAll = async (...bodies: readonly string[]): Promise<void> => {
  for (const body of bodies) expect((await house.post(body)).status).toBe(200);
};

const statuses = async (): Promise<readonly string[]> =>
  (await records.appointments()).map(({ domain }) => domain.status);

/** What a moved visit says in the end, whichever way the news came. */
const textsOfMoved = [
  /^2026-03-02T15:00:00\.000Z .* booked for Thu, Mar 12 at 11:00 AM\. .*INVITEE1 /,
  /^2026-03-05T15:00:00\.000Z .* now on Tue, Mar 17 at 12:00 PM\. .*INVITEE2 /,
  /^2026-03-15T16:00:00\.000Z .* see you on Tue, Mar 17 at 12:00 PM\. /,
  /^2026-03-16T16:00:00\.000Z .* visit on Tue, Mar 17 at 12:00 PM is not confirmed yet/,
].map((pattern) => expect.stringMatching(pattern) as unknown);

onEachRuntime(
  "bookings that change",
  (open) => {
    beforeEach(async () => {
      house = await open("2026-03-02T15:00:00Z");
      records = recordsOf(house.composed);
    });
    afterEach(() => house.close());

    describe("a customer who chooses another time", () => {
      const { old, fresh } = moved("17");
      const freshAnew = fresh.replaceAll("2026-03-05T15:00", "2026-03-05T15:07"); // Another stamp: no repetition.
      it.each([
        ["the old half first", [old, fresh]],
        ["the new half first", [fresh, old]],
        ["the old half first, each twice", [old, old, fresh, fresh]],
        ["each twice, crossed", [fresh, old, fresh, old]],
        ["the new half again, touched since", [old, fresh, freshAnew]],
        ["the first booking again at the end", [old, fresh, inviteeCreated(visit)]],
        ["the first booking again in between", [old, inviteeCreated(visit), fresh]],
      ])("has one appointment and the texts of the new time: %s", async (_, bodies) => {
        await postAll(inviteeCreated(visit));
        await house.turnTo("2026-03-05T15:00:00Z");
        await postAll(...bodies);
        await house.turnTo("2026-03-18T15:00:00Z");

        expect(house.texts(phone)).toEqual(textsOfMoved);
        expect(await statuses()).toEqual(["completed"]);
        expect(await records.tasks()).toEqual([]);
      });

      it("has the same texts when the two halves come at once", async () => {
        await postAll(inviteeCreated(visit));
        await house.turnTo("2026-03-05T15:00:00Z");
        await Promise.all([house.post(old), house.post(fresh)]);
        await house.turnTo("2026-03-18T15:00:00Z");

        expect(house.texts(phone)).toEqual(textsOfMoved);
        expect(await statuses()).toEqual(["completed"]);
      });

      it("is told the new time only, when even the first booking comes last", async () => {
        await house.turnTo("2026-03-05T15:00:00Z");
        await postAll(fresh, old, inviteeCreated(visit));
        await house.turnTo("2026-03-18T15:00:00Z");

        expect(house.texts(phone)).toEqual(textsOfMoved.slice(1));
        expect(await statuses()).toEqual(["completed"]);
      });

      it("may do so twice, and three times", async () => {
        await postAll(inviteeCreated(visit), fresh, old);
        const second = moved("19", 2);
        await postAll(second.old, second.fresh);
        const third = moved("20", 3);
        await postAll(third.fresh, third.old);
        await house.turnTo("2026-03-21T15:00:00Z");

        expect(house.texts(phone).filter((text) => text.includes("see you on"))).toEqual([
          expect.stringMatching(/^2026-03-18T16:00:00\.000Z .* Fri, Mar 20 at 12:00 PM/),
        ]);
        expect(await statuses()).toEqual(["completed"]);
      });

      const second = moved("19", 2);
      it.each([
        ["before the first", [second.fresh, second.old, fresh, old]],
        ["before the first, both the other way round", [second.old, second.fresh, old, fresh]],
        ["in the middle of the first", [old, second.fresh, second.old, fresh]],
      ])("may do so twice, and the second move is told %s", async (_, bodies) => {
        await postAll(inviteeCreated(visit));
        await house.turnTo("2026-03-05T15:00:00Z");
        await postAll(...bodies);
        await house.turnTo("2026-03-18T15:00:00Z");

        expect(await records.tasks()).toEqual([]);
        const day = await house.handle(new Request("http://127.0.0.1/?date=2026-03-12"));
        expect(await day.text()).not.toContain("Ada Example");
        const [first, last] = (await records.appointments()).map(({ domain }) => domain);
        if (first?.status !== "rescheduled" || last?.status !== "booked") throw new Error("not so");
        const page = await house.handle(new Request(`http://127.0.0.1/appointments/${first.id}`));
        expect(await page.text()).toContain(`<a href="/appointments/${last.id}">`);
        const { deps } = house.composed;
        const views = {
          view: "appointments",
          index: "index1",
          from: "",
          to: "~",
          limit: 9,
        } as const;
        const list = await deps.views.range(deps.localTenant, views);
        expect(list.map(({ index1 }) => index1)).toEqual(["2026-03-19T16:00:00.000Z"]);

        await house.turnTo("2026-03-20T15:00:00Z");
        expect(house.texts(phone).slice(1)).toEqual(
          [
            /^2026-03-05T15:00:00\.000Z .* now on Thu, Mar 19 at 12:00 PM\. .*INVITEE3 /,
            /^2026-03-17T16:00:00\.000Z .* see you on Thu, Mar 19 at 12:00 PM\. /,
            /^2026-03-18T16:00:00\.000Z .* visit on Thu, Mar 19 at 12:00 PM is not confirmed yet/,
          ].map((pattern) => expect.stringMatching(pattern) as unknown),
        );
        expect((await statuses()).filter((status) => status !== "rescheduled")).toEqual([
          "completed",
        ]);
      });

      it("becomes a person's question when the new time never comes", async () => {
        await postAll(inviteeCreated(visit), old);
        await house.turnTo("2026-03-13T15:00:00Z");

        expect(house.texts(phone)).toHaveLength(1);
        expect(await statuses()).toEqual(["rescheduled"]);
        expect(await records.tasks()).toEqual(["reschedule-unfinished (high)"]);
      });
    });

    describe("a visit that is cancelled", () => {
      it.each(["invitee", "host"] as const)("by the %s has no more texts", async (by) => {
        await postAll(inviteeCreated(visit), cancelled(1, by));
        await house.turnTo("2026-03-13T15:00:00Z");

        expect(house.texts(phone)).toHaveLength(1);
        expect(await statuses()).toEqual(["cancelled"]);
        expect(await records.tasks()).toEqual([]);
      });

      it("has no texts at all when the cancellation overtakes the booking", async () => {
        await postAll(cancelled(1), inviteeCreated(visit));
        await house.turnTo("2026-03-13T15:00:00Z");

        expect(await statuses()).toEqual(["cancelled"]);
        expect(house.texts(phone)).toEqual([]);
      });

      it("stays cancelled when the booking is delivered once more", async () => {
        await postAll(inviteeCreated(visit), cancelled(1), inviteeCreated(visit), cancelled(1));
        await house.turnTo("2026-03-13T15:00:00Z");

        expect(await statuses()).toEqual(["cancelled"]);
        expect(house.texts(phone)).toHaveLength(1);
      });

      it("after it was moved has no texts of either time", async () => {
        const { old, fresh } = moved("17");
        await postAll(inviteeCreated(visit), old, fresh, cancelled(2));
        await house.turnTo("2026-03-18T15:00:00Z");

        expect(await statuses()).toEqual(["cancelled"]);
        expect(house.texts(phone)).toHaveLength(2);
      });

      it("can be booked anew, and is another appointment", async () => {
        await postAll(inviteeCreated(visit), cancelled(1));
        const again = { inviteeUri: uri(9), start: at("2026-03-19T15:00:00Z") };
        await postAll(inviteeCreated({ ...visit, ...again, end: at("2026-03-19T15:30:00Z") }));

        expect(await statuses()).toEqual(["cancelled", "booked"]);
        expect(house.texts(phone).at(-1)).toContain("booked for Thu, Mar 19");
      });
    });
  },
  { isNowAndThen: true },
);
