import {
  inviteeCanceled,
  inviteeCreated,
  inviteeNoShow,
  type SampleBooking,
} from "#adapters/calendly/sample";
import { derive, type Hex } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Part } from "#local/demo-cast";
import { riverside } from "#local/seed";

/** Which booking of one customer: the week's own, what took its place, what came before and after. */
const visitNames = ["first", "moved", "missed_1", "missed_2", "again", "next"] as const;
export type VisitName = (typeof visitNames)[number];

export type Visit = {
  readonly name: VisitName;
  readonly start: Instant;
  readonly bookedAt: Instant;
};

type Cancelling = {
  readonly at: Instant;
  readonly by: "host" | "invitee";
  readonly reason: string | null;
};

/** What Calendly tells of one customer of the demo. */
export const bookedBody = (part: Part, visit: Visit): string =>
  inviteeCreated(bookingOf(part, visit));

/** A move is two webhooks, and nobody promises which of them comes first. */
export const moveBodies = (part: Part, from: Visit, to: Visit) => {
  const [before, after] = [bookingOf(part, from), bookingOf(part, to)];
  const gone = { ...before, rescheduled: true, newInvitee: after.inviteeUri };
  return {
    gone: inviteeCanceled(gone, { at: to.bookedAt, by: "invitee", reason: null }),
    instead: inviteeCreated({ ...after, oldInvitee: before.inviteeUri }),
  };
};

export const cancelledBody = (part: Part, visit: Visit, cancelling: Cancelling): string =>
  inviteeCanceled(bookingOf(part, visit), cancelling);

export const noShowBody = (part: Part, visit: Visit, at: Instant): string =>
  inviteeNoShow(bookingOf(part, visit), at);

/** The customer and which of their bookings, by the address that Calendly gave it. */
export const inviteesOf = (
  parts: readonly Part[],
): ReadonlyMap<string, { readonly part: Part; readonly name: VisitName }> =>
  new Map(
    parts.flatMap((part) => visitNames.map((name) => [uriOf(part, name), { part, name }] as const)),
  );

const visitMs = 30 * 60_000;

const bookingOf = (part: Part, { name, start, bookedAt }: Visit): SampleBooking => ({
  eventUri: uriOf(part, name).replace(/\/invitees\/.*$/, ""),
  inviteeUri: uriOf(part, name),
  name: part.name,
  email: `${part.name.toLowerCase().replaceAll(" ", ".")}@example.com`,
  phone: part.phone,
  zone: part.zone,
  start,
  end: plusMs(start, visitMs),
  createdAt: bookedAt,
  answers: formOf(part),
});

/** The clinic's own questions, as far as this customer answers them. */
const formOf = ({ traits: { form } }: Part): NonNullable<SampleBooking["answers"]> => {
  const answers = [form.afterVisit, form.payments];
  return (riverside.consentQuestions ?? []).flatMap(({ question }, index) => {
    const answer = answers[index] ?? null;
    return answer === null ? [] : [{ question, answer }];
  });
};

const uriOf = (part: Part, name: VisitName): string => {
  const id = derive<Hex>("demo-booking", part.number, name).slice(0, 16).toUpperCase();
  return `https://api.calendly.com/scheduled_events/${id}/invitees/${id}`;
};
