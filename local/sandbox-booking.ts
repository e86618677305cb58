import * as z from "zod";
import { inviteeCanceled, inviteeCreated, type SampleBooking } from "#adapters/calendly/sample";
import type { SandboxSystem } from "#adapters/sandbox-booking/shelf";
import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import { resolve } from "#core/app/identity";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { KnownAppointment } from "#core/appointment/state";
import { appointmentStream, derive } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import {
  at,
  daysBefore,
  fromWall,
  type Instant,
  instantFrom,
  plusMs,
  wallClock,
} from "#core/kernel/time";
import type { Refused } from "#functions/reply";
import { riverside, tenant } from "#local/seed";

const moment = z.string().refine((text) => instantFrom(text) !== null, {
  error: "must be an instant such as 2026-03-03T15:00:00Z",
});

/** Every field may be left out. */
export const bookingWish = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  email: z.string().max(320).optional(),
  phone: z.string().max(64).nullable().optional(),
  zone: z.string().max(64).nullable().optional(),
  start: moment.optional(),
  end: moment.optional(),
  /** The form's own questions, as the business has them, and what was answered. */
  answers: z
    .array(z.strictObject({ question: z.string().max(500), answer: z.string().max(500) }))
    .max(20)
    .optional(),
  /** URI of an earlier invitee: this booking takes its place. */
  reschedule: z.string().max(500).optional(),
  /** URI of an earlier invitee: no booking, but its cancellation. */
  cancel: z.string().max(500).optional(),
  /** No webhook tells of it: as what was booked before this server was connected. */
  silently: z.boolean().default(false),
});

type Wish = z.infer<typeof bookingWish>;

type SandboxBooking = {
  readonly invitee: string;
  readonly start: Instant;
  /** What Calendly would post, in order; a reschedule is two webhooks. */
  readonly bodies: readonly string[];
};

type Around = {
  readonly now: Instant;
  readonly number: number;
  readonly known: (uri: string) => Promise<KnownAppointment | null>;
};

/** Plays the booking page: makes the webhooks for a wish. Only what was booked can be changed. */
export const bookingOf = async (
  wish: Wish,
  { now, number, known }: Around,
): Promise<Result<SandboxBooking, Refused>> => {
  const changed = wish.cancel ?? wish.reschedule;
  const before = changed === undefined ? null : await known(changed);
  if (changed === undefined) return ok(firstBooking(newBooking(wish, person, { now, number })));
  if (before === null) return refuse({ code: "appointment_unknown" });

  const old = asBooked(before, changed);
  if (wish.cancel !== undefined) {
    const bodies = [inviteeCanceled(old, { at: now, ...byInvitee })];
    return ok({ invitee: changed, start: old.start, bodies });
  }
  return ok(movedBooking(old, newBooking(wish, old, { now, number })));
};

/** The appointment that an invitee's URI names, or once named. */
export const knownBooking = async (app: App, uri: string): Promise<KnownAppointment | null> => {
  const id = await resolve(app, tenant, { provider: "calendly", ref: uri });
  const { commits } = await app.store.read(tenant, appointmentStream(id));
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  return domain.status === "none" ? null : domain;
};

/** Puts what a webhook tells of where the list of the simulated Calendly finds it. */
export const shelve = (calendly: Pick<SandboxSystem, "put">, body: string): void => {
  const { payload } = JSON.parse(body) as { readonly payload: Shelved };
  const { scheduled_event: event, ...invitee } = payload;
  calendly.put("events", event.uri, event);
  calendly.put("invitees", invitee.uri, invitee);
};

type Shelved = { readonly uri: string; readonly scheduled_event: { readonly uri: string } };

const byInvitee = { by: "invitee", reason: null } as const;

const firstBooking = (booking: SampleBooking): SandboxBooking => ({
  invitee: booking.inviteeUri,
  start: booking.start,
  bodies: [inviteeCreated(booking)],
});

const movedBooking = (old: SampleBooking, booking: SampleBooking): SandboxBooking => {
  const gone = { ...old, rescheduled: true, newInvitee: booking.inviteeUri };
  return {
    invitee: booking.inviteeUri,
    start: booking.start,
    bodies: [
      inviteeCanceled(gone, { at: booking.createdAt, ...byInvitee }),
      inviteeCreated({ ...booking, oldInvitee: old.inviteeUri }),
    ],
  };
};

type Person = Pick<SampleBooking, "name" | "email" | "phone" | "zone">;

const person: Person = {
  name: "Ada Example",
  email: "ada@example.com",
  phone: "+1 404-555-0123",
  zone: riverside.zone,
};

const halfAnHourMs = 30 * 60_000;

/** Whoever moves a booking stays who they are, where nothing else is said. */
const newBooking = (
  wish: Wish,
  who: Person,
  { now, number }: Omit<Around, "known">,
): SampleBooking => {
  const { name = who.name, email = who.email, phone = who.phone, zone = who.zone } = wish;
  const start = wish.start === undefined ? inThreeDays(now) : at(wish.start);
  const end = wish.end === undefined ? plusMs(start, halfAnHourMs) : at(wish.end);
  const id = derive("sandbox", number, now).slice(0, 16).toUpperCase();
  const eventUri = `https://api.calendly.com/scheduled_events/${id}`;
  const inviteeUri = `${eventUri}/invitees/${id}`;
  const { answers = [] } = wish;
  const form = { name, email, phone, zone, answers };
  return { inviteeUri, eventUri, ...form, start, end, createdAt: now };
};

/** The booking as Calendly would still know it. */
const asBooked = (known: KnownAppointment, inviteeUri: string): SampleBooking => ({
  inviteeUri,
  eventUri: inviteeUri.replace(/\/invitees\/.*$/, ""),
  name: known.contact.name ?? person.name,
  email: known.contact.email ?? person.email,
  phone: known.contact.phone,
  zone: known.zoneFrom === "appointment" ? known.zone : null,
  start: known.start,
  end: known.end,
  createdAt: known.bookedAt,
});

/** Ten in the morning, three days from now: late enough for both reminders. */
const inThreeDays = (now: Instant): Instant => {
  const today = fromWall(`${wallClock(now, riverside.zone).date}T10:00`, riverside.zone);
  return daysBefore(today, -3, riverside.zone);
};
