import * as z from "zod";
import { instant, text } from "#adapters/wire-fields";

/**
 * What Square sends and answers, as far as we read it. Objects are loose and enums plain strings.
 * Sources: developer.squareup.com/reference/square, bookings-api/webhooks/booking.updated, bookings-api/list-bookings,
 * customers-api/retrieve-customer, locations-api/retrieve-location and catalog-api/retrieve-catalog-object.
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
  service_variation_id: text,
  service_variation_version: z.number().int().nonnegative().nullish().catch(null),
});

export const booking = z.looseObject({
  id: name,
  version: z.number().int().nonnegative(),
  status: z.string(),
  start_at: instant,
  updated_at: text,
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

export type CatalogObject = z.infer<typeof catalogObject>;

/**
 * A service as Square's catalogue has it: the variation that was booked with its price in the smallest unit, and
 * the item that it is a variation of, with the name.
 */
export const catalogObject = z.looseObject({
  object: z.looseObject({
    item_variation_data: z
      .looseObject({
        price_money: z
          .looseObject({
            amount: z.number().int().nonnegative(),
            currency: z.string().regex(/^[A-Z]{3}$/),
          })
          .nullish()
          .catch(null),
      })
      .optional(),
  }),
  related_objects: z
    .array(z.looseObject({ item_data: z.looseObject({ name: text }).optional() }))
    .nullish(),
});

/** Where there is nothing to list, Square answers `{}`; anything else without bookings is not its answer. */
export const bookingsPage = z
  .looseObject({ bookings: z.array(z.unknown()).optional(), cursor: text })
  .refine((page) => page.bookings !== undefined || Object.keys(page).length === 0, {
    error: "no list of bookings",
  });
