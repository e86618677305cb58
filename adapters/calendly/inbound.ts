import { paymentFrom } from "#adapters/calendly/payment";
import { phoneOf } from "#adapters/calendly/phone";
import { anything, envelope, type Invitee, invitee } from "#adapters/calendly/wire";
import { answersIn, madeAtFrom, payloadInvalid, present, serviceFrom } from "#adapters/wire-fields";
import type {
  BookingChange,
  BookingDelivery,
  BookingDetails,
  BookingReference,
} from "#core/booking/change";
import { plainText } from "#core/intake/plain-text";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result } from "#core/kernel/result";
import type { PayloadInvalid } from "#core/ports/booking";

/**
 * Translates a verified webhook body into what happened to a booking.
 *
 * A reschedule comes as two webhooks in either order: the new invitee, which names the old one, and the old
 * invitee's cancellation, which is no cancellation. An event that we do not know is `ignored`, whatever it
 * carries; one that we know but that names no time is refused, for nothing can be planned from it.
 */
export const translate = (body: Json): Result<readonly BookingDelivery[], PayloadInvalid> => {
  const outer = envelope.safeParse(body);
  if (!outer.success) return payloadInvalid(outer.error);

  const { event, payload, created_at } = outer.data;
  const change = changes.get(event);
  if (change === undefined) {
    const named = anything.safeParse(payload);
    const uri = named.success ? named.data.uri : "";
    return ok([
      {
        deliveryKey: keyOf(event, uri, created_at),
        change: { kind: "ignored", why: "unsupported_event" },
      },
    ]);
  }

  const inner = invitee.safeParse(payload);
  if (!inner.success) return payloadInvalid(inner.error, "payload");

  const stamp = change.stampOf(inner.data) ?? inner.data.updated_at ?? created_at;
  return ok([
    { deliveryKey: keyOf(event, inner.data.uri, stamp), change: change.from(inner.data) },
  ]);
};

type Translation = {
  readonly from: (invitee: Invitee) => BookingChange;
  /** What differs between two such events of one invitee, and is equal in two deliveries of one event. */
  readonly stampOf: (invitee: Invitee) => string | null | undefined;
};

const bookedOrRescheduled = (invitee: Invitee): BookingChange => {
  const details = detailsOf(invitee);
  const oldReference = referenceFrom(invitee.old_invitee);
  return oldReference === null
    ? { kind: "booked", details }
    : { kind: "rescheduled", details, oldReference };
};

const cancelledOrMovedAway = (invitee: Invitee): BookingChange => {
  const details = detailsOf(invitee);
  if (invitee.rescheduled === true)
    return { kind: "moved_away", details, newReference: referenceFrom(invitee.new_invitee) };

  // A canceller of a kind we do not know is taken for the business: nothing may be held against the customer.
  const by = invitee.cancellation?.canceler_type === "invitee" ? "customer" : "business";
  return { kind: "cancelled", details, by, reason: plainText(invitee.cancellation?.reason, 500) };
};

const changes: ReadonlyMap<string, Translation> = new Map<string, Translation>([
  ["invitee.created", { from: bookedOrRescheduled, stampOf: () => null }],
  [
    "invitee.canceled",
    { from: cancelledOrMovedAway, stampOf: ({ cancellation }) => cancellation?.created_at },
  ],
  [
    "invitee_no_show.created",
    {
      from: (invitee) => ({ kind: "no_show", reference: referenceOf(invitee) }),
      stampOf: ({ no_show }) => no_show?.uri,
    },
  ],
  [
    "invitee_no_show.deleted",
    {
      from: (invitee) => ({ kind: "no_show_cleared", reference: referenceOf(invitee) }),
      stampOf: ({ no_show }) => no_show?.uri,
    },
  ],
]);

/** The invitee is the booking: `scheduled_event.uri` is shared by a group and unlike `payload.event` in samples. */
const detailsOf = (invitee: Invitee): BookingDetails => ({
  reference: referenceOf(invitee),
  start: invitee.scheduled_event.start_time,
  end: invitee.scheduled_event.end_time,
  zone: present(invitee.timezone),
  name: present(invitee.name),
  email: present(invitee.email),
  phone: phoneOf(invitee),
  rescheduleUrl: present(invitee.reschedule_url),
  cancelUrl: present(invitee.cancel_url),
  ...madeAtFrom(invitee.created_at), // A move makes another invitee.
  ...paymentFrom(invitee.payment),
  ...answersIn(
    invitee.questions_and_answers?.map(({ question, answer }) => [question, answer] as const),
  ),
  ...serviceFrom(invitee.scheduled_event.event_type, invitee.scheduled_event.name),
});

const referenceOf = ({ uri }: Invitee): BookingReference => ({ provider: "calendly", ref: uri });

const referenceFrom = (uri: string | null | undefined): BookingReference | null => {
  const ref = present(uri);
  return ref === null ? null : { provider: "calendly", ref };
};

/** Calendly gives its deliveries no id; this is the nearest thing to one. */
const keyOf = (event: string, uri: string, stamp: string | null | undefined): string =>
  [event, uri, stamp ?? ""].join(" ");
