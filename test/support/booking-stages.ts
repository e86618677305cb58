import * as acuity from "#adapters/acuity/sample";
import { createAcuity } from "#adapters/acuity/booking-system";
import * as calcom from "#adapters/calcom/sample";
import { createCalcom } from "#adapters/calcom/booking-system";
import * as calendly from "#adapters/calendly/sample";
import { createCalendly } from "#adapters/calendly/booking-system";
import { createAcuitySandbox } from "#adapters/sandbox-booking/acuity";
import { createCalcomSandbox } from "#adapters/sandbox-booking/calcom";
import { createCalendlySandbox } from "#adapters/sandbox-booking/calendly";
import type { SandboxSystem } from "#adapters/sandbox-booking/shelf";
import { createSquareSandbox } from "#adapters/sandbox-booking/square";
import * as square from "#adapters/square/sample";
import { createSquare } from "#adapters/square/booking-system";
import { type Instant, msBetween } from "#core/kernel/time";
import { at } from "#core/kernel/time";
import type { Asker } from "#adapters/ask-json";
import type { Asking, BookingSystem } from "#core/ports/booking";
import { type BookingServer, serveBooking } from "#test/support/booking-server";

export const now = at("2026-03-02T15:00:00Z");
export const address = "https://aro.example.com/v1/webhooks/somebody/endpoint";

/** One visit, of which a clause names only what matters to it. */
export type Visit = {
  readonly n: number;
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: string;
  readonly phone: string | null;
};

/** What a provider is put to the test with: the adapter, the provider behind it, and how the provider speaks. */
export type BookingStage = {
  readonly system: BookingSystem;
  readonly sandbox: SandboxSystem;
  readonly asking: Asking;
  /** A webhook that tells of a visit which the sandbox has, too. */
  readonly booked: (visit: Visit) => string;
  readonly called: (visit: Visit) => string;
  readonly unknown: string;
  readonly sign: (body: string, secret: string, url?: string) => Readonly<Record<string, string>>;
  /** Puts the visit where the list of those to come finds it. */
  readonly list: (visit: Visit) => void;
  readonly reference: (n: number) => string;
  /** Whether a signature is for one address only, whether it ages, and whether reading a webhook asks back. */
  readonly traits: {
    readonly isUrlBound: boolean;
    readonly ages: boolean;
    readonly asks: boolean;
    readonly hasZone: boolean;
  };
};

type Open = (asker: Asker) => BookingSystem;
type Rest = Omit<BookingStage, "system" | "sandbox">;
export type OpenStage = { readonly port: BookingStage; readonly close: BookingServer["close"] };

const opened = async (sandbox: SandboxSystem, open: Open, rest: Rest): Promise<OpenStage> => {
  const server = await serveBooking(sandbox);
  const system = open({ fetch, baseUrl: server.baseUrl, timeoutMs: 300 });
  return { port: { system, sandbox, ...rest }, close: server.close };
};

const asking = (access: Asking["access"]): Asking => ({ secrets: ["key", "old key"], access, now });
const name = "Ada Example";
const email = "ada@example.com";

export const calendlyStage = (): Promise<OpenStage> => {
  const sandbox = createCalendlySandbox({ token: "token" });
  const sample = ({ n, start, end, zone, phone }: Visit): calendly.SampleBooking => {
    const eventUri = `https://api.calendly.com/scheduled_events/E${n}`;
    return {
      inviteeUri: `${eventUri}/invitees/I${n}`,
      eventUri,
      name,
      email,
      phone,
      zone,
      start,
      end,
      createdAt: now,
    };
  };
  return opened(sandbox, createCalendly, {
    asking: asking({ token: "token", organization: "https://api.calendly.com/organizations/O" }),
    booked: (visit) => calendly.inviteeCreated(sample(visit)),
    called: (visit) =>
      calendly.inviteeCanceled(sample(visit), { at: now, by: "host", reason: null }),
    unknown: JSON.stringify({ event: "contact.created", payload: { uri: "https://x.example" } }),
    sign: (body, secret) => calendly.sign(body, secret, now),
    list: (visit) => {
      const { payload } = JSON.parse(calendly.inviteeCreated(sample(visit)));
      const { scheduled_event: event, ...invitee } = payload;
      sandbox.put("events", event.uri, event);
      sandbox.put("invitees", invitee.uri, invitee);
    },
    reference: (n) => `https://api.calendly.com/scheduled_events/E${n}/invitees/I${n}`,
    traits: { isUrlBound: false, ages: true, asks: false, hasZone: true },
  });
};

export const calcomStage = (): Promise<OpenStage> => {
  const sandbox = createCalcomSandbox({ apiKey: "api key" });
  const sample = ({ n, ...visit }: Visit) => ({ uid: `uid-${n}`, name, email, ...visit });
  return opened(sandbox, createCalcom, {
    asking: asking({ apiKey: "api key" }),
    booked: (visit) => calcom.bookingCreated(sample(visit), now),
    called: (visit) =>
      calcom.bookingCancelled(sample(visit), { by: "host@example.com", reason: "closed" }, now),
    unknown: JSON.stringify({ triggerEvent: "PING", createdAt: now, payload: {} }),
    sign: calcom.sign,
    list: (visit) => {
      const { uid, start, end, phone, zone } = sample(visit);
      const attendees = [{ name, email, timeZone: zone, absent: false, language: "en" }];
      const bookingFieldsResponses = {
        email,
        name,
        ...(phone !== null && { smsReminderNumber: phone }),
      };
      sandbox.put("bookings", uid, {
        id: visit.n,
        uid,
        status: "accepted",
        start,
        end,
        createdAt: now,
        updatedAt: now,
        attendees,
        bookingFieldsResponses,
      });
    },
    reference: (n) => `uid-${n}`,
    traits: { isUrlBound: false, ages: false, asks: false, hasZone: true },
  });
};

export const acuityStage = (): Promise<OpenStage> => {
  const sandbox = createAcuitySandbox({ userId: "1", apiKey: "key" });
  const put = ({ n: id, start, end, zone, phone }: Visit, more: object = {}): void => {
    const minutes = msBetween(start, end) / 60_000;
    const [firstName = "", lastName = ""] = name.split(" ");
    const about = { id, firstName, lastName, email, phone: phone ?? "", zone, start, minutes };
    sandbox.put("appointments", String(id), { ...acuity.appointmentResource(about), ...more });
  };
  return opened(sandbox, createAcuity, {
    asking: asking({ userId: "1", currency: "USD" }),
    booked: (visit) => {
      put(visit);
      return acuity.notified("scheduled", visit.n);
    },
    called: (visit) => {
      put(visit, { canceled: true });
      return acuity.notified("canceled", visit.n);
    },
    unknown: acuity.notified("order.completed", 7),
    sign: acuity.sign,
    list: put,
    reference: String,
    traits: { isUrlBound: false, ages: false, asks: true, hasZone: true },
  });
};

export const squareStage = (): Promise<OpenStage> => {
  const sandbox = createSquareSandbox({ accessToken: "token" });
  const put = ({ n, start, end, zone, phone }: Visit): square.SampleBooking => {
    const [givenName = "", familyName = ""] = name.split(" ");
    const person = { id: `C${n}`, givenName, familyName, email, phone };
    sandbox.put("customers", `C${n}`, square.customerResource(person));
    sandbox.put("locations", `L${n}`, square.locationResource(`L${n}`, zone));
    const minutes = msBetween(start, end) / 60_000;
    const place = { customerId: `C${n}`, locationId: `L${n}` };
    return { id: `B${n}`, version: 0, status: "ACCEPTED", start, minutes, ...place };
  };
  return opened(sandbox, createSquare, {
    asking: asking({ accessToken: "token" }),
    booked: (visit) => {
      const told = { type: "booking.created", eventId: `e-${visit.n}`, at: now } as const;
      return square.bookingEvent(put(visit), told);
    },
    called: (visit) =>
      square.bookingEvent(
        { ...put(visit), version: 1, status: "CANCELLED_BY_SELLER" },
        { type: "booking.updated", eventId: `c-${visit.n}`, at: now },
      ),
    unknown: JSON.stringify({ type: "payment.created", event_id: "e", data: { object: {} } }),
    sign: (body, secret, url = address) => square.sign(body, secret, url),
    list: (visit) => sandbox.put("bookings", `B${visit.n}`, square.bookingResource(put(visit))),
    reference: (n) => `B${n}`,
    traits: { isUrlBound: true, ages: false, asks: true, hasZone: true },
  });
};
