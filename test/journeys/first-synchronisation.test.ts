import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appointmentResource, notified } from "#adapters/acuity/sample";
import { bookingCreated } from "#adapters/calcom/sample";
import { synchronisePart } from "#core/app/synchronise";
import { as, type CorrelationId } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import type { BookingProvider } from "#functions/deps";
import { type BookingHouse, bookingHouse, calcomVisit, phone } from "#test/support/booking-doors";
import { booking, inviteeCreated } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";
import { pagesOf } from "#test/support/synchronise";

const now = at("2026-03-02T15:00:00Z");
const start = at("2026-03-12T15:00:00Z");
const half = 1_800_000;

let house: BookingHouse;
let records: Records;
beforeEach(async () => {
  house = await bookingHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

/** As programs of the business do: page after page through the server's door. */
const listFrom = async (provider: BookingProvider, isDryRun = false) => {
  const done = await pagesOf(house, provider, { isDryRun });
  await house.drive.drain();
  return done;
};

const sandboxes = () => {
  const found = house.composed.booking.sandboxes;
  if (found === null) throw new Error("Cannot find the sandboxes");
  return found;
};

const invitee = booking({ start, createdAt: now, phone: "+1 404-555-0123" });
const calcomBooking = calcomVisit("uid-1", start, plusMs(start, half));

/** The same visit as each of them lists it, and as its webhook tells it afterwards. */
const visits: Readonly<
  Record<
    BookingProvider,
    { readonly list: () => void; readonly tell: () => Promise<{ readonly status: number }> }
  >
> = {
  calendly: {
    list: () => {
      const { payload } = JSON.parse(inviteeCreated(invitee));
      const { scheduled_event: event, ...rest } = payload;
      sandboxes().calendly.put("events", event.uri, event);
      sandboxes().calendly.put("invitees", rest.uri, rest);
    },
    tell: () => house.post(inviteeCreated(invitee)),
  },
  calcom: {
    list: () =>
      sandboxes().calcom.put("bookings", "uid-1", {
        uid: "uid-1",
        status: "accepted",
        start,
        end: plusMs(start, half),
        createdAt: now,
        updatedAt: now,
        attendees: [
          { name: "Ada Example", email: "ada@example.com", timeZone: "America/New_York" },
        ],
        bookingFieldsResponses: { smsReminderNumber: phone },
      }),
    tell: () => house.tell("calcom", bookingCreated(calcomBooking, now)),
  },
  acuity: {
    list: () => house.acuityHas(7, start),
    tell: () => house.tell("acuity", notified("scheduled", 7)),
  },
  square: {
    list: () => {
      const segments = [{ duration_minutes: 30 }];
      const about = { id: "B1", version: 0, status: "ACCEPTED", start_at: "2026-03-12T15:00:00Z" };
      const place = { customer_id: "C1", location_id: "L1", appointment_segments: segments };
      sandboxes().square.put("bookings", "B1", { ...about, ...place });
      sandboxes().square.put("customers", "C1", { phone_number: phone, given_name: "Ada" });
      sandboxes().square.put("locations", "L1", { timezone: "America/New_York" });
    },
    tell: () => house.squareTells(0, start),
  },
};

describe.each(Object.keys(visits) as BookingProvider[])(
  "a visit that %s has had since before",
  (provider) => {
    const { list, tell } = visits[provider];

    it("is taken once, and its webhook afterwards changes nothing", async () => {
      list();
      expect(await listFrom(provider)).toMatchObject({ seen: 1, taken: 1 });
      expect(house.texts(phone)).toHaveLength(1);
      const before = records.commits();

      expect(await listFrom(provider)).toMatchObject({ seen: 1, taken: 0, known: 1 });
      expect(await tell()).toMatchObject({ status: 200 });
      expect(records.commits()).toBe(before);
      await house.turnTo("2026-03-10T15:00:00Z");
      expect(house.texts(phone)).toHaveLength(2);
    });

    it("is known where its webhook came first", async () => {
      list();
      await tell();
      const before = records.commits();
      expect(await listFrom(provider)).toMatchObject({ seen: 1, taken: 0, known: 1 });
      expect(records.commits()).toBe(before);
    });

    it("is only counted when it is only tried", async () => {
      list();
      expect(await listFrom(provider, true)).toMatchObject({ seen: 1, taken: 1 });
      await house.drive.drain();
      expect([records.commits(), house.texts(phone)]).toEqual([0, []]);
    });
  },
);

it("does not take a visit back that moved while the list was read", async () => {
  house.acuityHas(7, start);
  await house.tell("acuity", notified("scheduled", 7));
  const { acuity } = sandboxes();
  const old = { firstName: "Ada", lastName: "", email: "", phone, zone: "UTC", minutes: 30 };
  const asListed = [appointmentResource({ ...old, id: 7, start })];
  const { deps, seeded } = house.composed;
  const account = { secrets: seeded.acuity?.secrets ?? [], access: seeded.acuity?.access ?? {} };
  await house.turnTo("2026-03-03T15:00:00Z");
  const listing = deps.clock.now();
  await house.turnTo("2026-03-03T15:01:00Z");
  house.acuityHas(7, plusMs(start, 3_600_000));
  await house.tell("acuity", notified("rescheduled", 7));

  acuity.befall(Response.json(asListed));
  const slow = { ...deps, clock: { now: () => listing } };
  const wanted = {
    tenant: deps.localTenant,
    system: deps.bookingSystems.acuity,
    account,
    correlationId: as<CorrelationId>("synchronise"),
    isDryRun: false,
    from: null,
    to: null,
  };
  await synchronisePart(slow, wanted, null);
  const [appointment] = await records.appointments();
  expect(appointment?.domain).toMatchObject({ start: plusMs(start, 3_600_000), plan: 2 });
});

it("takes a clinic's bookings while webhooks of the same arrive, and each is reminded once", async () => {
  const visitors = Array.from({ length: 12 }, (_, n) => ({ n, phone: `+1404555${3000 + n}` }));
  for (const { n, phone: number } of visitors)
    house.acuityHas(n + 1, plusMs(start, n * 60_000), { phone: number });
  const { acuity } = sandboxes();
  const list = pagesOf(house, "acuity", {});
  for (const n of [3, 7, 12]) await house.tell("acuity", notified("scheduled", n));
  const done = await list;
  await house.drive.drain();

  expect(done.taken + done.known).toBe(12);
  expect(acuity.asked().length).toBeGreaterThan(50);
  await house.turnTo("2026-03-13T23:00:00Z");
  const told = visitors.map(({ phone: number }) => house.texts(number).length);
  expect(new Set(told)).toEqual(new Set([told[0]]));
  expect(told[0]).toBeGreaterThanOrEqual(2);
});
