import * as z from "zod";
import { instant, text } from "#adapters/wire-fields";

/**
 * What Square sends and answers, as far as we read it. Objects are loose and enums plain strings.
 * Sources: developer.squareup.com/reference/square, bookings-api/webhooks/booking.updated, bookings-api/list-bookings,
 * customers-api/retrieve-customer and locations-api/retrieve-location.
 */
export type Booking = z.infer<typeof booking>;
export type Customer = z.infer<typeof customer>;

const name = z.string().min(1).max(255);

export const envelope = z.looseObject({
  type: z.string().max(100),
  event_id: name,
  data: z.unknown(),
});

const segment = z.looseObject({
  duration_minutes: z.number().int().nonnegative().nullish(),
  intermission_minutes: z.number().int().nonnegative().nullish(),
});

export const booking = z.looseObject({
  id: name,
  version: z.number().int().nonnegative(),
  status: z.string(),
  start_at: instant,
  customer_id: text,
  location_id: text,
  appointment_segments: z
    .array(segment)
    .refine((segments) => segments.some(({ duration_minutes }) => (duration_minutes ?? 0) > 0), {
      error: "no segment has a duration",
    }),
});

export const bookingData = z.looseObject({ object: z.looseObject({ booking }) });

export const customer = z.looseObject({
  given_name: text,
  family_name: text,
  email_address: text,
  phone_number: text,
  updated_at: text,
});

export const customerObject = z.looseObject({ customer });

export const locationObject = z.looseObject({ location: z.looseObject({ timezone: text }) });

/** Where there is nothing to list, Square answers `{}`; anything else without bookings is not its answer. */
export const bookingsPage = z
  .looseObject({ bookings: z.array(z.unknown()).optional(), cursor: text })
  .refine((page) => page.bookings !== undefined || Object.keys(page).length === 0, {
    error: "no list of bookings",
  });
