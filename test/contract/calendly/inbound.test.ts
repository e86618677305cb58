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
      madeAt: booking.createdAt,
      service: {
        id: "https://api.calendly.com/event_types/SANDBOXTYPE00001",
        name: "Appointment",
      },
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

it("keeps of a reason what fits in a few lines", () => {
  const reason = `Travelling\n${"x".repeat(100_000)}`;
  const { change } = delivered(inviteeCanceled(booking, { at: now, by: "invitee", reason }));
  expect(change).toMatchObject({ reason: `Travelling ${"x".repeat(489)}` });
});

it.each(["uri", "old_invitee", "new_invitee"])("refuses a name without end in %s", (key) => {
  const body = JSON.parse(inviteeCreated(booking));
  body.payload[key] = `https://api.calendly.com/${"x".repeat(1_000)}`;
  expect(translate(body)).toEqual({
    ok: false,
    refusal: { code: "payload_invalid", details: { path: `payload.${key}` } },
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

type Typed = {
  readonly field?: string | null;
  readonly answers?: readonly (string | null)[];
  readonly callAt?: string;
};

/** What is passed on as the phone, when this was typed into the field, into two questions, for the call. */
const phoneWhen = ({ field = null, answers = [], callAt }: Typed): unknown => {
  const body = JSON.parse(inviteeCreated({ ...booking, phone: field }));
  body.payload.questions_and_answers = answers.map((answer, position) => ({
    question: "Phone",
    answer,
    position,
  }));
  if (callAt !== undefined)
    body.payload.scheduled_event.location = { type: "outbound_call", location: callAt };
  const { change } = delivered(JSON.stringify(body));
  return "details" in change && change.details.phone;
};

it.each<[string, Typed, string | null]>([
  ["a number in an answer", { answers: ["555-0134"] }, "555-0134"],
  ["Arabic digits", { answers: ["٤٠٤ ٥٥٥ ٠١٣٤"] }, "٤٠٤ ٥٥٥ ٠١٣٤"],
  ["full-width digits", { field: "４０４５５５０１３４" }, "４０４５５５０１３４"],
  ["what is no number, for somebody typed it", { field: "abc" }, "abc"],
  ["what is no number, from an answer", { answers: ["no, call me"] }, "no, call me"],
  ["what is too short", { field: "911" }, "911"],
  ["nothing where only blanks were typed", { field: " \t", answers: ["", null] }, null],
  ["nothing where nothing was typed", {}, null],
  ["the answer that looks like a number", { field: "abc", answers: ["n/a", "5550134"] }, "5550134"],
  ["the answer in Arabic digits", { field: "abc", answers: ["٤٠٤٥٥٥٠١٣٤"] }, "٤٠٤٥٥٥٠١٣٤"],
  ["the number to call", { field: "x", answers: ["y"], callAt: "404 555 0134" }, "404 555 0134"],
  ["the first of several that are none", { answers: ["x", "y"], callAt: "z" }, "x"],
])("passes on %s", (_story, typed, expected) => {
  expect(phoneWhen(typed)).toBe(expected);
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
