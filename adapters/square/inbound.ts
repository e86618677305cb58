import { type Booking, bookingData, type Customer, envelope } from "#adapters/square/wire";
import type { Ordered } from "#adapters/square/service";
import { joined, madeAtFrom, payloadInvalid, present } from "#adapters/wire-fields";
import type {
  BookingChange,
  BookingDelivery,
  BookingDetails,
  BookingReference,
} from "#core/booking/change";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result } from "#core/kernel/result";
import { plusMs } from "#core/kernel/time";
import type { PayloadInvalid } from "#core/ports/booking";

/** What a webhook says before anybody has been asked who the customer is; `booking: null` where it is about none. */
type Event = { readonly eventId: string; readonly booking: Booking | null };

/** What the booking names, and does not tell. */
export type Party = {
  readonly customer: Customer | null;
  readonly zone: string | null;
  readonly ordered: Ordered;
};

export const nobody: Party = { customer: null, zone: null, ordered: {} };

export const eventFrom = (body: Json): Result<Event, PayloadInvalid> => {
  const outer = envelope.safeParse(body);
  if (!outer.success) return payloadInvalid(outer.error);
  const { type, event_id: eventId, data } = outer.data;
  if (type !== "booking.created" && type !== "booking.updated")
    return ok({ eventId, booking: null });

  const inner = bookingData.safeParse(data);
  return inner.success
    ? ok({ eventId, booking: inner.data.object.booking })
    : payloadInvalid(inner.error, "data");
};

export const ignoredEvent = (eventId: string): BookingDelivery => ({
  deliveryKey: eventId,
  change: { kind: "ignored", why: "unsupported_event" },
});

/** A visit that stands needs to know whose it is; one that was called off or missed is known already. */
export const needsParty = ({ status }: Booking): boolean => status === "ACCEPTED";

/**
 * The delivery of one booking. The customer may be corrected between two deliveries of one event, and is part of
 * what we then take, so the stamp of their record is part of the key.
 */
export const deliveryOf = (name: string, booking: Booking, party: Party): BookingDelivery => ({
  deliveryKey: [name, present(party.customer?.updated_at)].filter((one) => one !== null).join(" "),
  change: changeOf(booking, party),
  revision: { by: "provider", number: booking.version },
});

const changeOf = (booking: Booking, party: Party): BookingChange => {
  const details = detailsOf(booking, party);
  switch (booking.status) {
    case "ACCEPTED":
      // A move changes the booking, and so does a note: of the two nobody can tell.
      return { kind: "stands", details: { ...details, ...madeAtFrom(booking.updated_at) } };
    case "CANCELLED_BY_CUSTOMER":
      return { kind: "cancelled", details, by: "customer", reason: null };
    case "CANCELLED_BY_SELLER":
    case "DECLINED":
      return { kind: "cancelled", details, by: "business", reason: null };
    case "NO_SHOW":
      return { kind: "no_show", reference: details.reference };
    case "PENDING":
      return { kind: "ignored", why: "not_accepted" };
    default:
      return { kind: "ignored", why: "unknown_status" };
  }
};

const detailsOf = (booking: Booking, { customer, zone, ordered }: Party): BookingDetails => ({
  reference: referenceTo(booking),
  start: booking.start_at,
  end: plusMs(booking.start_at, minutesOf(booking) * 60_000),
  zone,
  name: joined(customer?.given_name, customer?.family_name),
  email: present(customer?.email_address),
  phone: present(customer?.phone_number),
  rescheduleUrl: null,
  cancelUrl: null,
  ...ordered,
});

/** From the first segment's begin to the last one's end; what comes after the last is the staff's own time. */
const minutesOf = ({ appointment_segments: segments }: Booking): number =>
  segments.reduce(
    (sum, { duration_minutes, intermission_minutes }, index) =>
      sum +
      (duration_minutes ?? 0) +
      (index < segments.length - 1 ? (intermission_minutes ?? 0) : 0),
    0,
  );

const referenceTo = ({ id }: Booking): BookingReference => ({ provider: "square", ref: id });
