import { signatureHeader } from "#adapters/calendly/verify";
import { hmac } from "#adapters/signature";
import { epochMs, type Instant } from "#core/kernel/time";

/**
 * Webhooks as Calendly would send them: every documented key, nulls included, microseconds and spaced phone
 * numbers. Whoever plays Calendly (the sandbox's booking page, the demo, a bench, a test) speaks through this.
 */
export type SampleBooking = {
  readonly inviteeUri: string;
  readonly eventUri: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly zone: string | null;
  readonly start: Instant;
  readonly end: Instant;
  readonly createdAt: Instant;
  readonly oldInvitee?: string;
  readonly newInvitee?: string;
  readonly rescheduled?: boolean;
  /** Questions of the business's own, and what was answered. */
  readonly answers?: readonly { readonly question: string; readonly answer: string }[];
  /** The name of what is booked. */
  readonly service?: string;
  readonly payment?: {
    readonly amount: number;
    readonly currency: string;
    readonly successful: boolean;
  };
};

type SampleCancellation = {
  readonly at: Instant;
  readonly by: "invitee" | "host";
  readonly reason: string | null;
};

/** The text of an `invitee.created`: a booking, or with `oldInvitee` the new half of a reschedule. */
export const inviteeCreated = (booking: SampleBooking): string =>
  envelopeOf("invitee.created", booking.createdAt, inviteeOf(booking, booking.createdAt));

/** The text of an `invitee.canceled`, or with `rescheduled` and `newInvitee` the old half of a reschedule. */
export const inviteeCanceled = (
  booking: SampleBooking,
  cancellation: SampleCancellation,
): string => {
  const invitee = inviteeOf(booking, cancellation.at);
  return envelopeOf("invitee.canceled", cancellation.at, {
    ...invitee,
    status: "canceled",
    scheduled_event: { ...invitee.scheduled_event, status: "canceled" },
    cancellation: {
      canceled_by: cancellation.by === "host" ? host.user_name : booking.name,
      reason: cancellation.reason,
      canceler_type: cancellation.by,
      created_at: micros(cancellation.at),
    },
  });
};

/** The text of an `invitee_no_show.created`: the front desk has marked that nobody came. */
export const inviteeNoShow = (booking: SampleBooking, at: Instant): string =>
  envelopeOf("invitee_no_show.created", at, {
    ...inviteeOf(booking, at),
    no_show: {
      uri: `https://api.calendly.com/invitee_no_shows/${lastSegment(booking.inviteeUri)}`,
      created_at: micros(at),
    },
  });

/** The header that makes a body Calendly's: send exactly the text that was signed. */
export const sign = (
  body: string,
  secret: string,
  at: Instant,
): { readonly [signatureHeader]: string } => {
  const time = String(Math.floor(epochMs(at) / 1000));
  const mac = Buffer.from(hmac({ algorithm: "sha256", parts: [time, ".", body] }, secret));
  return { [signatureHeader]: `t=${time},v1=${mac.toString("hex")}` };
};

const host = {
  user: "https://api.calendly.com/users/SANDBOXHOST00001",
  user_email: "host@example.com",
  user_name: "Front Desk",
};

const envelopeOf = (event: string, at: Instant, payload: object): string =>
  JSON.stringify({ event, created_at: micros(at), created_by: host.user, payload });

const inviteeOf = (booking: SampleBooking, updatedAt: Instant) => ({
  uri: booking.inviteeUri,
  event: booking.eventUri,
  email: booking.email,
  name: booking.name,
  first_name: null,
  last_name: null,
  status: "active",
  timezone: booking.zone,
  text_reminder_number: booking.phone,
  questions_and_answers: (booking.answers ?? []).map((one, position) => ({ ...one, position })),
  rescheduled: booking.rescheduled ?? false,
  old_invitee: booking.oldInvitee ?? null,
  new_invitee: booking.newInvitee ?? null,
  cancel_url: `https://calendly.com/cancellations/${lastSegment(booking.inviteeUri)}`,
  reschedule_url: `https://calendly.com/reschedulings/${lastSegment(booking.inviteeUri)}`,
  tracking: {
    utm_campaign: null,
    utm_source: null,
    utm_medium: null,
    utm_content: null,
    utm_term: null,
    salesforce_uuid: null,
  },
  payment:
    booking.payment === undefined
      ? null
      : { external_id: "ch_SANDBOX", provider: "stripe", terms: null, ...booking.payment },
  no_show: null,
  reconfirmation: null,
  routing_form_submission: null,
  scheduling_method: null,
  invitee_scheduled_by: null,
  created_at: micros(booking.createdAt),
  updated_at: micros(updatedAt),
  scheduled_event: scheduledEventOf(booking),
});

const scheduledEventOf = (booking: SampleBooking) => ({
  uri: booking.eventUri,
  name: booking.service ?? "Appointment",
  status: "active",
  start_time: micros(booking.start),
  end_time: micros(booking.end),
  event_type: "https://api.calendly.com/event_types/SANDBOXTYPE00001",
  location: { type: "physical", location: "Front desk", additional_info: null },
  invitees_counter: { total: 1, active: 1, limit: 1 },
  created_at: micros(booking.createdAt),
  updated_at: micros(booking.createdAt),
  event_memberships: [host],
  event_guests: [],
});

const micros = (instant: Instant): string => instant.replace("Z", "000Z");

const lastSegment = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);
