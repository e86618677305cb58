import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { translate } from "#adapters/calendly/inbound";
import {
  inviteeCanceled,
  inviteeCreated,
  type SampleBooking,
  sign,
} from "#adapters/calendly/sample";
import { signatureHeader, verify } from "#adapters/calendly/verify";
import { readJson } from "#adapters/json-bytes";
import type { BookingDelivery } from "#core/booking/change";
import { at } from "#core/kernel/time";

const oldInvitee = "https://api.calendly.com/scheduled_events/E1/invitees/I1";
const newInvitee = "https://api.calendly.com/scheduled_events/E2/invitees/I2";
const now = at("2026-03-01T09:00:00.250Z");

const booking: SampleBooking = {
  inviteeUri: oldInvitee,
  eventUri: "https://api.calendly.com/scheduled_events/E1",
  name: "Jürgen 😀 Ito",
  email: "ito@example.com",
  phone: "+1 404-555-0134",
  zone: "America/New_York",
  start: at("2026-03-10T13:00:00Z"),
  end: at("2026-03-10T13:30:00Z"),
  createdAt: now,
};

const delivered = (text: string): BookingDelivery => {
  const rawBody = new TextEncoder().encode(text);
  const header = sign(text, "secret", now)[signatureHeader];
  const signature = verify({ rawBody, header, secrets: ["secret"], now: [now], toleranceMs: 1000 });
  const body = readJson(rawBody);
  const deliveries = signature.ok && body.ok ? translate(body.value) : null;
  if (!deliveries?.ok || deliveries.value[0] === undefined) throw new Error("Not delivered");
  return deliveries.value[0];
};

const referenceTo = (ref: string) => ({ provider: "calendly", ref });

it("takes a signed sample all the way to a booking", () => {
  expect(delivered(inviteeCreated(booking)).change).toEqual({
    kind: "booked",
    details: {
      reference: referenceTo(oldInvitee),
      start: booking.start,
      end: booking.end,
      zone: "America/New_York",
      name: "Jürgen 😀 Ito",
      email: "ito@example.com",
      phone: "+1 404-555-0134",
      rescheduleUrl: "https://calendly.com/reschedulings/I1",
      cancelUrl: "https://calendly.com/cancellations/I1",
    },
  });
});

it("ties the two halves of a sampled reschedule together, whichever comes first", () => {
  const cancellation = { at: now, by: "invitee", reason: null } as const;
  const away = delivered(
    inviteeCanceled({ ...booking, rescheduled: true, newInvitee }, cancellation),
  );
  const here = delivered(inviteeCreated({ ...booking, inviteeUri: newInvitee, oldInvitee }));

  expect(away.change).toMatchObject({
    kind: "moved_away",
    details: { reference: referenceTo(oldInvitee) },
    newReference: referenceTo(newInvitee),
  });
  expect(here.change).toMatchObject({
    kind: "rescheduled",
    details: { reference: referenceTo(newInvitee) },
    oldReference: referenceTo(oldInvitee),
  });
});

it("says who cancelled a sampled booking and why", () => {
  const cancellation = { at: now, by: "invitee", reason: "Travelling" } as const;

  expect(delivered(inviteeCanceled(booking, cancellation)).change).toMatchObject({
    kind: "cancelled",
    by: "customer",
    reason: "Travelling",
  });
});

it("gives a redelivery the key of the first, and every other event a key of its own", () => {
  const cancellation = { at: now, by: "host", reason: null } as const;
  const texts = [
    inviteeCreated(booking),
    inviteeCanceled(booking, cancellation),
    inviteeCanceled(booking, { ...cancellation, at: at("2026-03-01T09:00:00.251Z") }),
    inviteeCreated({ ...booking, inviteeUri: newInvitee, oldInvitee }),
  ];

  const keys = texts.map((text) => delivered(text).deliveryKey);
  expect(new Set(keys).size).toBe(texts.length);
  expect(texts.map((text) => delivered(text).deliveryKey)).toEqual(keys);
});

it.each<[string, boolean]>([
  ["Cell phone", true],
  ["PHONE_NUMBER", true],
  ["Where can we text you?", true],
  ["WhatsApp", true],
  ["Tu mo\u0301vil", true],
  ["Mobile number", true],
  ["Cellphone #", true],
  ["Teléfono de contacto", true],
  ["Give us some context", false],
  ["Membership in the automóvil club", false],
  ["Do you play the saxophone?", false],
  ["Which textbook do you use?", false],
  ["Policy number", false],
  ["Phone of your doctor", false],
  ["Teléfono de emergencia", false],
])("looks for a number in the answer to %j: %j", (question, isFound) => {
  const payload = JSON.parse(inviteeCreated({ ...booking, phone: null }));
  payload.payload.questions_and_answers = [{ question, answer: "404 555 0134", position: 0 }];

  const { change } = delivered(JSON.stringify(payload));
  expect("details" in change && change.details.phone).toBe(isFound ? "404 555 0134" : null);
});

it.each([
  ["555-0134", "555-0134"],
  ["555-013", null],
  ["no, call me", null],
])("takes %j for the number %j", (answer, expected) => {
  const body = JSON.parse(inviteeCreated({ ...booking, phone: null }));
  body.payload.questions_and_answers = [{ question: "Phone", answer, position: 0 }];

  const { change } = delivered(JSON.stringify(body));
  expect("details" in change && change.details.phone).toBe(expected);
});

it("writes samples with every documented key, in Calendly's own spelling of a moment", () => {
  const folder = new URL("../../fixtures/calendly/", import.meta.url);
  const documented = (name: string) =>
    JSON.parse(readFileSync(new URL(`${name}/body.json`, folder), "utf8"));
  const cancellation = { at: now, by: "host", reason: null } as const;
  const created = JSON.parse(inviteeCreated(booking));
  const canceled = JSON.parse(inviteeCanceled(booking, cancellation));

  expect(shapeOf(created)).toEqual(shapeOf(documented("ok.created")));
  expect(shapeOf(canceled)).toEqual(shapeOf(documented("ok.canceled-by-host")));
  expect(created.payload.scheduled_event.start_time).toBe("2026-03-10T13:00:00.000000Z");
  expect([created, canceled].map(({ payload }) => payload.status)).toEqual(["active", "canceled"]);
});

/** The paths of all keys, in order. */
const shapeOf = (value: unknown, path = ""): readonly string[] =>
  typeof value !== "object" || value === null
    ? [path]
    : Object.entries(value).flatMap(([key, inner]) => shapeOf(inner, `${path}.${key}`));

it("answers any JSON with a refusal or one delivery", () => {
  const event = fc.constantFrom("invitee.created", "invitee.canceled", "meeting_recap.created");
  const body = fc.oneof(fc.jsonValue(), fc.record({ event, payload: fc.jsonValue() }));
  fc.assert(
    fc.property(body, (json) => {
      const result = translate(json);
      if (result.ok) expect(result.value.map(({ change }) => change.kind)).toEqual(["ignored"]);
      else expect(result.refusal.code).toBe("payload_invalid");
    }),
  );
});

it("answers a body with any one value replaced by any other, and names only places we know", () => {
  const event = fc.constantFrom("invitee.created", "invitee.canceled", "invitee_no_show.deleted");
  fc.assert(
    fc.property(event, fc.nat(), fc.jsonValue(), (name, pick, value) => {
      const body = JSON.parse(inviteeCreated(booking));
      body.event = name;
      const holders = [body.payload, body.payload.scheduled_event];
      const holder = holders[pick % holders.length];
      const keys = Object.keys(holder);
      holder[keys[Math.floor(pick / 2) % keys.length] ?? ""] = value;

      const result = translate(body);
      if (result.ok) expect(result.value).toHaveLength(1);
      else expect(result.refusal.details.path).toMatch(/^payload(\.[a-z_]+|\.\d+)*$/);
    }),
    { numRuns: 1000 },
  );
});
