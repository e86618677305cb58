import { describe, expect, it } from "vitest";
import { aliasStream } from "#core/alias/decide";
import { stateAfter } from "#core/app/handle-command";
import { takeBooking } from "#core/app/take-booking";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { BookingChange, BookingDetails } from "#core/booking/change";
import { appointmentStream, as } from "#core/kernel/ids";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { EventStore } from "#core/ports/event-store";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const later = plusMs(visit, 24 * hour);
const latest = plusMs(visit, 48 * hour);
const threeYears = 3 * 366 * 24 * hour;

const details = (ref: string, start: Instant, other: Partial<BookingDetails> = {}) => ({
  reference: reference(ref),
  start,
  end: plusMs(start, hour),
  zone: "America/New_York",
  name: "Mary Ito",
  email: "mary@example.com",
  phone: "(404) 555-1234",
  rescheduleUrl: null,
  cancelUrl: null,
  ...other,
});

const bookA: BookingChange = { kind: "booked", details: details("A", visit) };
const oldHalf: BookingChange = {
  kind: "moved_away",
  details: details("A", visit),
  newReference: reference("B"),
};
const newHalf: BookingChange = {
  kind: "rescheduled",
  details: details("B", later),
  oldReference: reference("A"),
};
const secondOldHalf: BookingChange = {
  kind: "moved_away",
  details: details("B", later),
  newReference: reference("C"),
};
const secondNewHalf: BookingChange = {
  kind: "rescheduled",
  details: details("C", latest),
  oldReference: reference("B"),
};
const cancelOf = (ref: string, start: Instant): BookingChange => ({
  kind: "cancelled",
  details: details(ref, start),
  by: "customer",
  reason: null,
});

const take = (memory: MemoryApp, key: string, change: BookingChange) =>
  takeBooking(memory.app, {
    tenant,
    provider: "calendly",
    correlationId: as("story"),
    delivery: { deliveryKey: key, change },
  });

/** Takes these in turn, each under its own name, the same change always under the same. */
const taken = async (...changes: readonly BookingChange[]): Promise<MemoryApp> => {
  const memory = memoryApp(monday);
  const keys = [...new Set(changes)];
  for (const change of changes) await take(memory, `delivery-${keys.indexOf(change)}`, change);
  return memory;
};

const appointments = (memory: MemoryApp) =>
  memory
    .streams()
    .filter((stream) => stream.startsWith("appointment/"))
    .flatMap((stream) => {
      const { domain } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
      return domain.status === "none" ? [] : [{ ...domain, stream }];
    });

/** Where visits still stand in the calendar, as `booking status`. */
const calendar = (memory: MemoryApp): readonly string[] =>
  appointments(memory)
    .filter(({ status }) => status === "booked" || status === "confirmed")
    .map(({ reference: { ref }, start }) => `${ref} ${start}`);

const streamA = appointmentStream(appointmentIdOf(reference("A")));

describe("a reschedule", () => {
  it.each([
    ["in order", [bookA, oldHalf, newHalf]],
    ["the new half first", [bookA, newHalf, oldHalf]],
    ["before the booking itself", [oldHalf, newHalf, bookA]],
    ["the new half before everything", [newHalf, bookA, oldHalf]],
    [
      "each delivered three times",
      [bookA, bookA, newHalf, oldHalf, newHalf, bookA, oldHalf, newHalf],
    ],
  ])("%s ends in one appointment at the new time, under its first name", async (_, changes) => {
    const memory = await taken(...changes);
    expect(calendar(memory)).toEqual([`B ${later}`]);
    expect(appointments(memory).map(({ stream }) => stream)).toEqual([streamA]);
    expect(memory.commitsOf(aliasStream(reference("B")))).toHaveLength(1);
  });

  it.each([
    ["in order", [bookA, oldHalf, newHalf, secondOldHalf, secondNewHalf]],
    ["new halves first", [bookA, newHalf, secondNewHalf, oldHalf, secondOldHalf]],
    ["the second move first", [bookA, secondNewHalf, newHalf, secondOldHalf, oldHalf]],
    ["the second move's old half first", [bookA, secondOldHalf, secondNewHalf, oldHalf, newHalf]],
    ["the second move before everything", [secondNewHalf, newHalf, bookA]],
    ["the first move again at the end", [bookA, newHalf, secondNewHalf, newHalf]],
  ])("twice, %s, leaves one visit in the calendar, at the last time", async (_, changes) => {
    expect(calendar(await taken(...changes))).toEqual([`C ${latest}`]);
  });
});

describe("a reschedule from a form that does not ask for the phone again", () => {
  const without = details("B", later, { phone: null });
  const newHalfWithout: BookingChange = { ...newHalf, details: without };

  it.each([
    ["in order", [bookA, oldHalf, newHalfWithout]],
    ["the new half first", [bookA, newHalfWithout, oldHalf]],
    ["each delivered twice", [bookA, newHalfWithout, newHalfWithout, oldHalf, oldHalf]],
  ])("keeps the customer and their number: %s", async (_, changes) => {
    const memory = await taken(...changes);
    const [first] = appointments(await taken(bookA));
    expect(appointments(memory)).toMatchObject([
      {
        reference: reference("B"),
        reach: "reachable",
        customer: first?.customer,
        contact: { phone: "+14045551234" },
      },
    ]);
  });

  it("does not go back to a time between, when a move that died is delivered again after the later one", async () => {
    const memory = await taken(bookA);
    memory.beforeAppend = async (stream) => {
      if (stream.startsWith("appointment/")) throw new Error("The process dies");
      return null;
    };
    await expect(take(memory, "first", newHalf)).rejects.toThrow("dies");
    await expect(take(memory, "second", secondNewHalf)).rejects.toThrow("dies");
    memory.beforeAppend = async () => null;
    const thirdNewHalf: BookingChange = {
      kind: "rescheduled",
      details: details("D", plusMs(visit, 72 * hour)),
      oldReference: reference("C"),
    };
    await take(memory, "third", thirdNewHalf);
    await take(memory, "first", newHalf);
    await take(memory, "second", secondNewHalf);
    expect(appointments(memory)).toMatchObject([{ start: plusMs(visit, 72 * hour) }]);
  });

  it("lives once, when the first of three moves died and the last was heard of before the one between", async () => {
    const memory = await taken(bookA);
    const appointment = appointmentStream(appointmentIdOf(reference("A")));
    memory.beforeAppend = async (stream) => {
      if (stream === appointment) throw new Error("The process dies");
      return null;
    };
    await expect(take(memory, "first", newHalf)).rejects.toThrow("dies");
    memory.beforeAppend = async () => null;
    await take(memory, "third", {
      kind: "rescheduled",
      details: details("D", plusMs(visit, 72 * hour)),
      oldReference: reference("C"),
    });
    await take(memory, "second", secondNewHalf);
    await take(memory, "first", newHalf);
    const live = appointments(memory).filter(({ continuedIn }) => continuedIn === null);
    expect(live).toMatchObject([{ start: plusMs(visit, 72 * hour), status: "booked" }]);
  });

  it("has the identity of its stream, also where the first move died between its name and its booking", async () => {
    const memory = memoryApp(monday);
    memory.beforeAppend = async (stream) => {
      if (stream.startsWith("appointment/")) throw new Error("The process dies");
      return null;
    };
    await expect(take(memory, "first", newHalf)).rejects.toThrow("dies");
    memory.beforeAppend = async () => null;
    await take(memory, "second", secondNewHalf);
    await take(memory, "first", newHalf);
    expect(appointments(memory)).toMatchObject([
      { id: appointmentIdOf(reference("A")), start: latest, status: "booked" },
    ]);
  });

  it("has no number to keep where the first booking was never heard of", async () => {
    expect(appointments(await taken(newHalfWithout))).toMatchObject([{ reach: "no_phone" }]);
  });
});

describe("a cancellation", () => {
  it("of the new booking ends the appointment", async () => {
    const memory = await taken(bookA, newHalf, cancelOf("B", later));
    expect(calendar(memory)).toEqual([]);
    expect(appointments(memory)).toMatchObject([{ stream: streamA, status: "cancelled" }]);
  });

  it("that overtakes the move to the new booking still ends it", async () => {
    for (const changes of [
      [bookA, cancelOf("B", later), newHalf],
      [bookA, oldHalf, cancelOf("B", later), newHalf],
      [cancelOf("B", later), newHalf, bookA],
    ])
      expect(calendar(await taken(...changes))).toEqual([]);
  });

  it("is not undone by the move that came before it, delivered again", async () => {
    const memory = await taken(bookA, newHalf, cancelOf("B", later), newHalf, bookA);
    expect(calendar(memory)).toEqual([]);
    expect(appointments(memory)).toHaveLength(1);
  });

  it("that overtakes the booking itself is told only once by it", async () => {
    const memory = await taken(cancelOf("A", visit), bookA);
    expect(appointments(memory)).toMatchObject([{ status: "cancelled" }]);
  });
});

describe("a move of a visit that is over or off", () => {
  it("is a booking of its own, and delivered again still the same one", async () => {
    const memory = await taken(bookA, cancelOf("A", visit), newHalf, newHalf);
    expect(calendar(memory)).toEqual([`B ${later}`]);
    expect(appointments(memory).map(({ status }) => status)).toEqual(["cancelled", "booked"]);
    expect(memory.commitsOf(aliasStream(reference("B")))).toHaveLength(1);
  });

  it("does not stand a second time, when one of two deliveries sleeps until the visit has moved and is off", async () => {
    const memory = await taken(bookA);
    const { store } = memory.app;
    let meanwhile: (() => Promise<unknown>) | null = async () => {
      await take(memory, "move", newHalf);
      await take(memory, "off", cancelOf("B", later));
    };
    const sleepy: EventStore = {
      ...store,
      read: async (of, stream) => {
        const wakes = stream === streamA ? meanwhile : null;
        if (wakes !== null) meanwhile = null;
        await wakes?.();
        return store.read(of, stream);
      },
    };
    await take({ ...memory, app: { ...memory.app, store: sleepy } }, "move", newHalf);
    expect(meanwhile).toBeNull();
    expect(appointments(memory)).toMatchObject([{ stream: streamA, status: "cancelled" }]);
  });
});

describe("what cannot be taken", () => {
  const intakes = (memory: MemoryApp) =>
    memory
      .streams()
      .filter((stream) => stream.startsWith("intake/"))
      .map((stream) => memory.commitsOf(stream).flatMap(({ events }) => events));

  it.each([
    ["zone_unknown", details("A", visit, { zone: "Mars/Olympus" })],
    ["appointment_in_past", details("A", monday)],
    ["appointment_ends_before_start", details("A", visit, { end: visit })],
    ["appointment_too_far_ahead", details("A", at("9999-12-31T22:00:00Z"))],
    ["appointment_too_far_ahead", details("A", plusMs(monday, threeYears + 1))],
    ["appointment_too_long", details("A", visit, { end: plusMs(visit, 4_000 * 24 * hour) })],
    ["appointment_too_long", details("A", visit, { end: plusMs(visit, 31 * 24 * hour + 1) })],
  ])("is refused as %s, recorded once, and a person's task", async (code, odd) => {
    const change: BookingChange = { kind: "booked", details: odd };
    const memory = await taken(change, change);
    expect(await take(memory, "delivery-0", change)).toMatchObject({
      kind: "refused",
      refusal: { code },
    });
    expect(intakes(memory)).toMatchObject([
      [
        { type: "intake.refused", provider: "calendly", code },
        { type: "task.opened", kind: "booking-refused", priority: "high" },
      ],
    ]);
    expect(appointments(memory)).toEqual([]);
  });

  it("is none of these at the very bound: three years ahead, and a month long", async () => {
    const start = plusMs(monday, threeYears);
    const far = { ...details("A", start), end: plusMs(start, 31 * 24 * hour) };
    expect(calendar(await taken({ kind: "booked", details: far }))).toEqual([`A ${start}`]);
  });

  it("as the new time of a move leaves the visit where it was", async () => {
    const odd: BookingChange = {
      ...newHalf,
      details: details("B", at("9999-01-01T00:00:00Z")),
    };
    expect(calendar(await taken(bookA, odd))).toEqual([`A ${visit}`]);
  });

  it("does not repeat what is in it: a made-up zone is shown without its tricks", async () => {
    const change: BookingChange = {
      kind: "booked",
      details: details("A", visit, { zone: `<b>"${"x".repeat(90)}` }),
    };
    const refused = await take(memoryApp(monday), "1", change);
    expect(JSON.stringify(refused)).not.toMatch(/[<>]/);
    expect(refused).toMatchObject({ refusal: { details: { zone: `?b??${"x".repeat(60)}` } } });
  });

  it("because the stream is busy is no verdict: nothing is recorded, it may come again", async () => {
    for (const busy of ["appointment/", "alias/"]) {
      const memory = await taken(bookA);
      memory.beforeAppend = async (stream) => (stream.startsWith(busy) ? "version_moved" : null);
      expect(await take(memory, "move", newHalf)).toMatchObject({
        refusal: { code: "stream_busy" },
      });
      expect(intakes(memory)).toEqual([]);
      memory.beforeAppend = async () => null;
      expect(await take(memory, "move", newHalf)).toMatchObject({ kind: "taken" });
      expect(calendar(memory)).toEqual([`B ${later}`]);
    }
  });

  it("and is none of our business is acknowledged without a trace", async () => {
    const memory = memoryApp(monday);
    const ignored: BookingChange = { kind: "ignored", why: "routing form" };
    expect(await take(memory, "1", ignored)).toEqual(ignored);
    expect(memory.streams()).toEqual([]);
  });
});

describe("who the customer is", () => {
  const customerOf = async (other: Partial<BookingDetails>, ref = "A"): Promise<string> => {
    const memory = await taken({ kind: "booked", details: details(ref, visit, other) });
    return appointments(memory)[0]?.customer ?? "";
  };

  it("follows from the phone, however it is written, whatever else is said", async () => {
    const one = await customerOf({});
    expect(await customerOf({ phone: "+1 404-555-1234", name: "M.", email: null }, "X")).toBe(one);
    expect(await customerOf({ phone: "+1 404-555-9999" })).not.toBe(one);
  });

  it("follows from the e-mail where there is no phone, and else from the booking alone", async () => {
    const one = await customerOf({ phone: null });
    expect(await customerOf({ phone: null, email: " MARY@example.com" }, "X")).toBe(one);
    const nobody = { phone: null, email: null };
    expect(await customerOf(nobody)).not.toBe(await customerOf(nobody, "X"));
  });

  it.each([
    [{ phone: null }, "no_phone"],
    [{ phone: "call my mother" }, "phone_unusable"],
    [{}, "reachable"],
  ])("with %j is %s", async (other, reach) => {
    const memory = await taken({ kind: "booked", details: details("A", visit, other) });
    expect(appointments(memory)).toMatchObject([{ reach }]);
  });

  it("is kept in one line of bounded length, without what only looks like a name", async () => {
    const odd = details("A", visit, {
      name: ` Mary\u202e\u0000\n Ito https://evil.example/x ${"o".repeat(200_000)}`,
      email: `${"m".repeat(300)}@example.com`,
      rescheduleUrl: "http://example.com/r",
      cancelUrl: "https://example.com/c?say=STOP",
    });
    const memory = await taken({ kind: "booked", details: odd });
    expect(appointments(memory)).toMatchObject([
      {
        contact: { name: `Mary Ito ${"o".repeat(91)}`, email: null },
        links: { reschedule: null, cancel: null },
      },
    ]);
  });

  it("keeps the zone of the appointment, else of the business", async () => {
    const memory = await taken({ kind: "booked", details: details("A", visit, { zone: null }) });
    expect(appointments(memory)).toMatchObject([{ zone: "America/New_York", zoneFrom: "tenant" }]);
  });
});
