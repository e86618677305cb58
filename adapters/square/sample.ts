import { hmac } from "#adapters/signature";
import { signatureHeader } from "#adapters/square/verify";
import type { Instant } from "#core/kernel/time";

/** Square as it would speak: its webhooks, and the resources that it is then asked for. */
export type SampleBooking = {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly start: Instant;
  readonly minutes: number;
  readonly customerId: string;
  readonly locationId: string;
  /** When it was last changed; at its first day where a story says nothing. */
  readonly updatedAt?: Instant;
};

type Told = {
  readonly type: "booking.created" | "booking.updated";
  readonly eventId: string;
  readonly at: Instant;
};

/** The text of a booking's webhook. A cancellation is an update like any other; its status tells. */
export const bookingEvent = (booking: SampleBooking, { type, eventId, at }: Told): string =>
  JSON.stringify({
    merchant_id: "GQQWA3J6A3AEZ",
    type,
    event_id: eventId,
    created_at: at,
    data: {
      type: "booking",
      id: `${booking.id}:${booking.version}`,
      object: { booking: bookingResource(booking) },
    },
  });

/** The header that makes a body Square's, at this address: send exactly the text that was signed. */
export const sign = (
  body: string,
  secret: string,
  url: string,
): { readonly [signatureHeader]: string } => ({
  [signatureHeader]: Buffer.from(
    hmac({ algorithm: "sha256", parts: [url, body] }, secret),
  ).toString("base64"),
});

export const bookingResource = (booking: SampleBooking) => ({
  id: booking.id,
  version: booking.version,
  status: booking.status,
  created_at: "2026-03-02T14:59:58Z",
  updated_at: booking.updatedAt ?? "2026-03-02T14:59:58Z",
  location_id: booking.locationId,
  customer_id: booking.customerId,
  customer_note: "",
  seller_note: "",
  start_at: booking.start.replace(/\.\d+Z$/, "Z"),
  appointment_segments: [
    {
      duration_minutes: booking.minutes,
      intermission_minutes: 15,
      service_variation_id: "T3WUWYFJOVW2EU6XGRU5YG4A",
      service_variation_version: 1_605_808_735_978,
      team_member_id: "_4GsfYnqGHyurOwzWdKj",
    },
  ],
});

export const customerResource = (customer: {
  readonly id: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly phone: string | null;
}) => ({
  id: customer.id,
  created_at: "2026-03-02T14:59:57Z",
  updated_at: "2026-03-02T14:59:57Z",
  given_name: customer.givenName,
  family_name: customer.familyName,
  email_address: customer.email,
  ...(customer.phone !== null && { phone_number: customer.phone }),
  creation_source: "APPOINTMENTS",
  version: 0,
});

export const locationResource = (id: string, zone: string) => ({
  id,
  name: "Riverside",
  timezone: zone,
  status: "ACTIVE",
  country: "US",
});
