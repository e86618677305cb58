import { inviteeCanceled, inviteeCreated, type SampleBooking } from "#adapters/calendly/sample";
import { derive, type Hex } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Part } from "#local/demo-cast";

/** What Calendly tells of one customer of the demo; `at` is the moment of the change. */
export const bookedBody = (part: Part): string => inviteeCreated(bookingOf(part));

/** A move is two webhooks, and nobody promises which of them comes first. */
export const moveBodies = (part: Part, to: Instant, at: Instant) => {
  const before = bookingOf(part);
  const after = { ...bookingOf(part, 2), start: to, end: plusMs(to, visitMs), createdAt: at };
  const gone = { ...before, rescheduled: true, newInvitee: after.inviteeUri };
  return {
    gone: inviteeCanceled(gone, { at, by: "invitee", reason: null }),
    instead: inviteeCreated({ ...after, oldInvitee: before.inviteeUri }),
  };
};

export const cancelledBody = (
  part: Part,
  cancellation: {
    readonly at: Instant;
    readonly by: "invitee" | "host";
    readonly reason: string | null;
  },
): string => inviteeCanceled(bookingOf(part), cancellation);

export const partOfInvitee = (parts: readonly Part[], inviteeUri: string): Part | undefined =>
  parts.find((part) => [1, 2].some((plan) => bookingOf(part, plan).inviteeUri === inviteeUri));

const visitMs = 30 * 60_000;

const bookingOf = (part: Part, plan = 1): SampleBooking => {
  const id = derive<Hex>("demo-booking", part.number, plan).slice(0, 16).toUpperCase();
  const eventUri = `https://api.calendly.com/scheduled_events/${id}`;
  return {
    eventUri,
    inviteeUri: `${eventUri}/invitees/${id}`,
    name: part.name,
    email: `${part.name.toLowerCase().replaceAll(" ", ".")}@example.com`,
    phone: part.phone,
    zone: part.zone,
    start: part.start,
    end: plusMs(part.start, visitMs),
    createdAt: part.bookedAt,
  };
};
