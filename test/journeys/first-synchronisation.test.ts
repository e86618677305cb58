import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appointmentResource, notified } from "#adapters/acuity/sample";
import { bookingCreated } from "#adapters/calcom/sample";
import { synchronise } from "#core/app/synchronise";
import { as } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import type { BookingProvider } from "#functions/deps";
import { type BookingHouse, bookingHouse, calcomVisit, phone } from "#test/support/booking-doors";
import { booking, inviteeCreated } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

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

const listFrom = async (provider: BookingProvider, isDryRun = false) => {
  const { deps, seeded } = house.composed;
  const { tenant, secrets, access = {} } = seeded[provider] ?? seeded.calendly;
  const done = await synchronise(deps, {
    tenant,
    system: deps.bookingSystems[provider],
    account: { secrets, access },
    correlationId: as("synchronise"),
    isDryRun,
    onProgress: () => {},
  });
  await house.drive.drain();
  if (!done.ok) throw new Error(`Cannot synchronise: ${JSON.stringify(done.refusal)}`);
  return done.value;
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
  await synchronise(slow, {
    tenant: deps.localTenant,
    system: deps.bookingSystems.acuity,
    account,
    correlationId: as("synchronise"),
    isDryRun: false,
    onProgress: () => {},
  });
  const [appointment] = await records.appointments();
  expect(appointment?.domain).toMatchObject({ start: plusMs(start, 3_600_000), plan: 2 });
});
