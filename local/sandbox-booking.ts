import * as z from "zod";
import { inviteeCanceled, inviteeCreated, type SampleBooking } from "#adapters/calendly/sample";
import type { Json } from "#core/kernel/canonical";
import { derive } from "#core/kernel/ids";
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
import { riverside } from "#local/seed";

const moment = z.string().refine((text) => instantFrom(text) !== null, {
  error: "must be an instant such as 2026-03-03T15:00:00Z",
});

const wish = z
  .strictObject({
    name: z.string().min(1).max(200).default("Ada Example"),
    email: z.string().max(320).default("ada@example.com"),
    phone: z.string().max(64).nullable().default("+1 404-555-0123"),
    zone: z.string().max(64).nullable().default(riverside.zone),
    start: moment.optional(),
    end: moment.optional(),
    /** URI of an earlier invitee: this booking takes its place. */
    reschedule: z.string().max(500).optional(),
    /** URI of an earlier invitee: no booking, but its cancellation. */
    cancel: z.string().max(500).optional(),
  })
  .default({
    name: "Ada Example",
    email: "ada@example.com",
    phone: "+1 404-555-0123",
    zone: riverside.zone,
  });

export type SandboxBooking = {
  readonly invitee: string;
  readonly start: Instant;
  /** What Calendly would post, in order; a reschedule is two webhooks. */
  readonly bodies: readonly string[];
};

const halfAnHourMs = 30 * 60_000;

/** Plays the booking page: makes the webhooks for a wish of which every field may be left out. */
export const bookingFrom = (
  body: Json,
  { now, number }: { readonly now: Instant; readonly number: number },
): Result<SandboxBooking, Refused> => {
  const parsed = wish.safeParse(body);
  return parsed.success
    ? ok(bookingOf(parsed.data, now, number))
    : refuse({ code: "payload_invalid", details: faultOf(parsed.error) });
};

const faultOf = ({ issues }: z.ZodError) => ({
  path: (issues[0]?.path ?? []).join("."),
  why: issues[0]?.message,
});

const bookingOf = (wished: z.infer<typeof wish>, now: Instant, number: number): SandboxBooking => {
  const { name, email, phone, zone, cancel, reschedule } = wished;
  const start = wished.start === undefined ? inThreeDays(now) : at(wished.start);
  const end = wished.end === undefined ? plusMs(start, halfAnHourMs) : at(wished.end);
  const id = derive("sandbox", number, now).slice(0, 16).toUpperCase();
  const eventUri = `https://api.calendly.com/scheduled_events/${id}`;
  const inviteeUri = cancel ?? `${eventUri}/invitees/${id}`;
  const booking = { inviteeUri, eventUri, name, email, phone, zone, start, end, createdAt: now };
  return { invitee: inviteeUri, start, bodies: bodiesOf(booking, { cancel, reschedule, now }) };
};

const bodiesOf = (
  booking: SampleBooking,
  change: {
    readonly cancel: string | undefined;
    readonly reschedule: string | undefined;
    readonly now: Instant;
  },
): readonly string[] => {
  const cancellation = { at: change.now, by: "invitee", reason: null } as const;
  if (change.cancel !== undefined) return [inviteeCanceled(booking, cancellation)];
  if (change.reschedule === undefined) return [inviteeCreated(booking)];
  const old = {
    ...booking,
    inviteeUri: change.reschedule,
    rescheduled: true,
    newInvitee: booking.inviteeUri,
  };
  return [
    inviteeCanceled(old, cancellation),
    inviteeCreated({ ...booking, oldInvitee: change.reschedule }),
  ];
};

/** Ten in the morning, three days from now: late enough for both reminders. */
const inThreeDays = (now: Instant): Instant => {
  const today = fromWall(`${wallClock(now, riverside.zone).date}T10:00`, riverside.zone);
  return daysBefore(today, -3, riverside.zone);
};
