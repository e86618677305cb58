import { signatureHeader } from "#adapters/calcom/verify";
import { hmac } from "#adapters/signature";
import type { Instant } from "#core/kernel/time";

/** Webhooks as Cal.com would send them, for whoever plays it: a sandbox, a bench, a test. */
export type SampleBooking = {
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly zone: string;
  readonly start: Instant;
  readonly end: Instant;
};

/** The text of a `BOOKING_CREATED`. */
export const bookingCreated = (booking: SampleBooking, createdAt: Instant): string =>
  told("BOOKING_CREATED", createdAt, payloadOf(booking));

/** The text of a `BOOKING_RESCHEDULED`: the booking is the new one, `old` the one that it replaces. */
export const bookingRescheduled = (
  booking: SampleBooking,
  old: SampleBooking,
  createdAt: Instant,
): string =>
  told("BOOKING_RESCHEDULED", createdAt, {
    ...payloadOf(booking),
    rescheduleUid: old.uid,
    rescheduleStartTime: old.start,
    rescheduleEndTime: old.end,
    rescheduledBy: booking.email,
  });

/** The text of a `BOOKING_CANCELLED`; `by` is the address of whoever cancelled. */
export const bookingCancelled = (
  booking: SampleBooking,
  { by, reason }: { readonly by: string; readonly reason: string },
  createdAt: Instant,
): string =>
  told("BOOKING_CANCELLED", createdAt, {
    ...payloadOf(booking),
    status: "CANCELLED",
    cancelledBy: by,
    cancellationReason: reason,
  });

/** The text of a `BOOKING_NO_SHOW_UPDATED`, which names the booking and nothing else of it. */
export const noShowUpdated = (
  { uid, email }: Pick<SampleBooking, "uid" | "email">,
  noShow: boolean,
  createdAt: Instant,
): string =>
  told("BOOKING_NO_SHOW_UPDATED", createdAt, {
    message: noShow ? "Marked as no-show" : "Unmarked as no-show",
    bookingUid: uid,
    bookingId: 91,
    attendees: [{ email, noShow }],
  });

/** The header that makes a body Cal.com's: send exactly the text that was signed. */
export const sign = (body: string, secret: string): { readonly [signatureHeader]: string } => ({
  [signatureHeader]: Buffer.from(hmac({ algorithm: "sha256", parts: [body] }, secret)).toString(
    "hex",
  ),
});

const told = (triggerEvent: string, createdAt: Instant, payload: object): string =>
  JSON.stringify({ triggerEvent, createdAt, payload });

const payloadOf = (booking: SampleBooking) => ({
  type: "30min",
  title: `30min between Front Desk and ${booking.name}`,
  description: "",
  additionalNotes: "",
  customInputs: {},
  startTime: booking.start,
  endTime: booking.end,
  organizer: {
    id: 5,
    name: "Front Desk",
    email: "host@example.com",
    username: "desk",
    timeZone: "America/New_York",
    language: { locale: "en" },
    timeFormat: "h:mma",
  },
  responses: {
    name: { label: "your_name", value: booking.name, isHidden: false },
    email: { label: "email_address", value: booking.email, isHidden: false },
    location: { label: "location", value: { optionValue: "", value: "inPerson" } },
    ...(booking.phone !== null && {
      smsReminderNumber: { label: "number_text_notifications", value: booking.phone },
    }),
    notes: { label: "additional_notes" },
    guests: { label: "additional_guests" },
    rescheduleReason: { label: "reschedule_reason" },
  },
  userFieldsResponses: {},
  attendees: [
    {
      email: booking.email,
      name: booking.name,
      timeZone: booking.zone,
      language: { locale: "en" },
      utcOffset: -300,
    },
  ],
  location: "Front desk",
  bookerUrl: "https://cal.com",
  hideCalendarNotes: false,
  requiresConfirmation: null,
  eventTypeId: 7,
  seatsShowAttendees: true,
  seatsPerTimeSlot: null,
  uid: booking.uid,
  ...(booking.phone !== null && { smsReminderNumber: booking.phone }),
  eventTitle: "30min",
  eventDescription: "",
  price: 0,
  currency: "usd",
  length: 30,
  bookingId: 91,
  metadata: {},
  status: "ACCEPTED",
});
