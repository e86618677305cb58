import * as z from "zod";
import { instant, text } from "#adapters/wire-fields";

/**
 * What Cal.com sends, as far as we read it. Objects are loose and enums plain strings: a self-hosted Cal.com may be
 * of any age, and whoever owns it may have added fields of their own.
 * Sources: cal.com/docs/developing/guides/automation/webhooks; for the API, cal.com/docs/api-reference/v2/bookings.
 */
export type Booking = z.infer<typeof booking>;
export type ListedBooking = z.infer<typeof listedBooking>;

/** Theirs have 22 characters, or 36 where somebody brings their own; it becomes part of keys. */
const uid = z.string().min(1).max(200);

export const envelope = z.looseObject({
  triggerEvent: z.string().max(100),
  createdAt: text,
  payload: z.unknown(),
});

/** The payload of an event that we do not know: all that is wanted is its name. */
export const anything = z.looseObject({ uid });

const attendee = z.looseObject({ name: text, email: text, timeZone: text, phoneNumber: text });

export const booking = z.looseObject({
  uid,
  startTime: instant,
  endTime: instant,
  status: text,
  attendees: z.array(attendee).nullish(),
  smsReminderNumber: text,
  responses: z.record(z.string(), z.unknown()).nullish(),
  rescheduleUid: uid.nullish(),
  cancellationReason: text,
  cancelledBy: text,
  bookerUrl: text,
  seatsPerTimeSlot: z.number().nullish(),
  eventTypeId: z.unknown().optional(),
  eventTitle: z.unknown().optional(),
  price: z.unknown().optional(),
  currency: z.unknown().optional(),
});

/** What is booked. A shape that we do not know leaves the booking as it is. */
export const eventType = z.looseObject({ id: z.number().int().nonnegative(), title: text });

/** What it costs, in the currency's smallest unit (cents), as Stripe counts it; 0 where it costs nothing. */
export const price = z.looseObject({
  price: z.number().int().positive(),
  currency: z.string().regex(/^[A-Za-z]{3}$/),
});

/** One answer of the booking form, under its field's name. */
export const response = z.looseObject({ label: text, value: z.unknown() });

/** Where the visit is a call to the customer, the number is the option that they chose. */
export const callAt = z.looseObject({ value: z.literal("phone"), optionValue: z.string() });

export const noShow = z.looseObject({
  bookingUid: uid,
  attendees: z.array(z.looseObject({ noShow: z.boolean() })).min(1),
});

export const bookingsPage = z.looseObject({
  status: z.literal("success"),
  data: z.array(z.unknown()),
  pagination: z.looseObject({ hasNextPage: z.boolean() }).nullish(),
});

export const listedBooking = z.looseObject({
  uid,
  status: text,
  start: instant,
  end: instant,
  createdAt: text,
  updatedAt: text,
  rescheduledFromUid: uid.nullish(),
  eventTypeId: z.unknown().optional(),
  eventType: z.looseObject({ id: z.unknown().optional() }).nullish().catch(null),
  attendees: z.array(attendee.extend({ seatUid: text })).nullish(),
  bookingFieldsResponses: z.record(z.string(), z.unknown()).nullish(),
});
