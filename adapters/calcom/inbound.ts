import { phoneOf } from "#adapters/calcom/phone";
import {
  anything,
  type Booking,
  booking,
  envelope,
  eventType,
  type ListedBooking,
  noShow,
  response,
  price as priceShape,
} from "#adapters/calcom/wire";
import { answersIn, madeAtFrom, payloadInvalid, present, serviceFrom } from "#adapters/wire-fields";
import type {
  BookingChange,
  BookingDelivery,
  BookingDetails,
  BookingReference,
  Revision,
} from "#core/booking/change";
import { plainText } from "#core/intake/plain-text";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result } from "#core/kernel/result";
import { epochMs, instantFrom } from "#core/kernel/time";
import type { PayloadInvalid } from "#core/ports/booking";

type Translated = Result<readonly BookingDelivery[], PayloadInvalid>;
type Envelope = { readonly triggerEvent: string; readonly createdAt?: string | null | undefined };

/**
 * Translates a verified webhook body into what happened to a booking. A reschedule is one webhook: the new
 * booking, which names the old one.
 */
export const translate = (body: Json): Translated => {
  const outer = envelope.safeParse(body);
  if (!outer.success) return payloadInvalid(outer.error);

  const { payload, ...about } = outer.data;
  if (about.triggerEvent === "BOOKING_NO_SHOW_UPDATED") return attendance(about, payload);
  const change = changes.get(about.triggerEvent);
  if (change === undefined) {
    const named = anything.safeParse(payload);
    const uid = named.success ? named.data.uid : "";
    return ok([
      { deliveryKey: keyOf(about, uid), change: { kind: "ignored", why: "unsupported_event" } },
    ]);
  }

  const inner = booking.safeParse(payload);
  if (!inner.success) return payloadInvalid(inner.error, "payload");
  return ok([{ deliveryKey: keyOf(about, inner.data.uid), ...change(inner.data, about) }]);
};

type Translation = (booking: Booking, about: Envelope) => Omit<BookingDelivery, "deliveryKey">;

const agreed: Translation = (booking, about) => {
  const why = notForUs(booking.status, isSeated(booking));
  if (why !== null) return { change: { kind: "ignored", why } };

  const details = { ...detailsOf(booking), ...madeAtFrom(about.createdAt) };
  const old = present(booking.rescheduleUid);
  if (about.triggerEvent === "BOOKING_CREATED" && old === null)
    return { change: { kind: "booked", details } };
  return old === null || old === booking.uid
    ? { change: { kind: "stands", details }, ...revisionOf(about) }
    : { change: { kind: "rescheduled", details, oldReference: referenceTo(old) } };
};

const cancelled: Translation = (booking) => {
  if (isSeated(booking)) return { change: { kind: "ignored", why: "seats_unsupported" } };

  // A canceller whom we do not know is taken for the business: nothing may be held against the customer.
  const details = detailsOf(booking);
  const canceller = present(booking.cancelledBy)?.toLowerCase() ?? null;
  const isCustomer = canceller !== null && canceller === details.email?.toLowerCase();
  const reason = plainText(booking.cancellationReason, 500);
  const by = isCustomer ? "customer" : "business";
  return { change: { kind: "cancelled", details, by, reason } };
};

const changes: ReadonlyMap<string, Translation> = new Map([
  ["BOOKING_CREATED", agreed],
  ["BOOKING_RESCHEDULED", agreed],
  ["BOOKING_CANCELLED", cancelled],
]);

/** Bears no booking, only its name and who of the attendees was missed. */
const attendance = (about: Envelope, payload: unknown): Translated => {
  const told = noShow.safeParse(payload);
  if (!told.success) return payloadInvalid(told.error, "payload");

  const { bookingUid, attendees } = told.data;
  const missed = attendees.filter((attendee) => attendee.noShow).length;
  const reference = referenceTo(bookingUid);
  const deliveryKey = keyOf(about, bookingUid);
  // Some came and some did not: which of them is the customer, this message does not say.
  if (missed > 0 && missed < attendees.length)
    return ok([{ deliveryKey, change: { kind: "ignored", why: "attendance_mixed" } }]);
  const kind = missed > 0 ? "no_show" : "no_show_cleared";
  return ok([{ deliveryKey, change: { kind, reference }, ...revisionOf(about) }]);
};

/**
 * A booking as the API lists it, as the delivery that its own webhook would have been. Its stamp is the booking's
 * own, so asking twice for a booking that nobody touched gives the same delivery twice.
 */
export const translateListed = (listed: ListedBooking): BookingDelivery => {
  const deliveryKey = `listed ${listed.uid} ${listed.updatedAt ?? listed.createdAt ?? ""}`;
  const hasSeats = listed.attendees?.some(({ seatUid }) => present(seatUid) !== null) ?? false;
  const why = notForUs(listed.status, hasSeats);
  return { deliveryKey, change: why === null ? changeOf(listed) : { kind: "ignored", why } };
};

const changeOf = (listed: ListedBooking): BookingChange => {
  const { uid, start: startTime, end: endTime, attendees, bookingFieldsResponses } = listed;
  const own = detailsOf({
    uid,
    startTime,
    endTime,
    attendees,
    responses: bookingFieldsResponses,
    eventTypeId: listed.eventType?.id ?? listed.eventTypeId,
  });
  const details = { ...own, ...madeAtFrom(listed.createdAt) };
  const old = present(listed.rescheduledFromUid);
  return old === null
    ? { kind: "booked", details }
    : { kind: "rescheduled", details, oldReference: referenceTo(old) };
};

/** Nothing is agreed before the business has accepted; and a seat has no name of its own that we could follow. */
const notForUs = (status: string | null | undefined, hasSeats: boolean): string | null => {
  if (hasSeats) return "seats_unsupported";
  const known = present(status)?.toUpperCase() ?? "ACCEPTED";
  return known === "ACCEPTED" ? null : "not_accepted";
};

const isSeated = ({ seatsPerTimeSlot }: Booking): boolean => typeof seatsPerTimeSlot === "number";

const detailsOf = (booking: Booking): BookingDetails => {
  const customer = booking.attendees?.[0];
  const site = (present(booking.bookerUrl) ?? "https://cal.com").replace(/\/+$/, "");
  const uid = encodeURIComponent(booking.uid);
  return {
    reference: referenceTo(booking.uid),
    start: booking.startTime,
    end: booking.endTime,
    zone: present(customer?.timeZone),
    name: present(customer?.name),
    email: present(customer?.email),
    phone: phoneOf(booking),
    rescheduleUrl: `${site}/reschedule/${uid}`,
    cancelUrl: `${site}/booking/${uid}`,
    ...answersIn(
      Object.entries(booking.responses ?? {})
        .filter(([name]) => !ownFields.has(name))
        .map(askedFor),
    ),
    ...paymentOf(booking),
    ...serviceOf(booking),
  };
};

/** The fields that every form of Cal.com has; what is beside them the business asks itself. */
const ownFields: ReadonlySet<string> = new Set(
  "name email location title notes guests rescheduleReason smsReminderNumber attendeePhoneNumber".split(
    " ",
  ),
);

/** Webhooks wrap an answer in its label, which is what the customer read; the API gives it bare, under its name. */
const askedFor = ([name, answer]: readonly [string, unknown]): readonly [string, unknown] => {
  const wrapped = response.safeParse(answer);
  return wrapped.success ? [wrapped.data.label ?? name, wrapped.data.value] : [name, answer];
};

/** Whoever has to pay while booking has paid by the time that we hear of it; `BOOKING_PAID` adds nothing to it. */
const paymentOf = (booking: Booking): Pick<BookingDetails, "payment"> => {
  const read = priceShape.safeParse(booking);
  if (!read.success) return {};
  const { price: minor, currency } = read.data;
  return { payment: { price: { minor, currency: currency.toUpperCase() }, isPaid: true } };
};

const serviceOf = ({ eventTypeId, eventTitle }: Booking): Pick<BookingDetails, "service"> => {
  const read = eventType.safeParse({ id: eventTypeId, title: eventTitle });
  return read.success ? serviceFrom(String(read.data.id), read.data.title) : {};
};

const referenceTo = (uid: string): BookingReference => ({ provider: "calcom", ref: uid });

const revisionOf = ({ createdAt }: Envelope): { readonly revision?: Revision } => {
  const at = instantFrom(createdAt ?? "");
  return at === null ? {} : { revision: { by: "provider", number: epochMs(at) } };
};

/** Cal.com gives its deliveries no id; this is the nearest thing to one. */
const keyOf = ({ triggerEvent, createdAt }: Envelope, uid: string): string =>
  [triggerEvent, uid, createdAt ?? ""].join(" ");
