import type { Instant } from "#core/kernel/time";
import type { Money } from "#core/money/money";
import type { Service } from "#core/payment/deposit-rules";

/**
 * What any booking system may tell us, in our words. Adapters translate theirs into these; zone, phone, name,
 * e-mail and links are still as the provider spelled them: they are judged once, for all booking systems
 * (`core/app/judge-booking.ts`).
 */
export type BookingReference = { readonly provider: string; readonly ref: string };

/**
 * What the visit costs, and whether that has been paid. `false`: the booking system has asked for the money and
 * not got it. `null`: nobody has asked yet, it is paid at the visit.
 */
export type BookingPayment = { readonly price: Money; readonly isPaid: boolean | null };

/** A question of the business's own booking form, and what the customer answered. */
export type FormAnswer = { readonly question: string; readonly answer: string };

export type BookingDetails = {
  readonly reference: BookingReference;
  readonly start: Instant;
  readonly end: Instant;
  /** IANA name as given; not yet checked. */
  readonly zone: string | null;
  readonly name: string | null;
  readonly email: string | null;
  /** As given; not yet E.164. */
  readonly phone: string | null;
  /** When the customer agreed on this time; left out where the booking system does not say. */
  readonly madeAt?: Instant;
  readonly rescheduleUrl: string | null;
  readonly cancelUrl: string | null;
  /** Left out where the booking system says nothing of money. */
  readonly payment?: BookingPayment;
  /** Left out where nothing was asked. Only what the business has named as a consent is read of it. */
  readonly answers?: readonly FormAnswer[];
  /** What is to be done, as far as the booking system says. It is judged and forgotten: it may tell of somebody's health. */
  readonly service?: Service;
};

export type BookingChange =
  | { readonly kind: "booked"; readonly details: BookingDetails }
  | {
      readonly kind: "rescheduled";
      readonly details: BookingDetails;
      readonly oldReference: BookingReference;
    }
  | {
      readonly kind: "cancelled";
      readonly details: BookingDetails;
      readonly by: "customer" | "business";
      readonly reason: string | null;
    }
  /** The old half of a reschedule: its new time comes, or came, with the new reference. */
  | {
      readonly kind: "moved_away";
      readonly details: BookingDetails;
      readonly newReference: BookingReference | null;
    }
  /**
   * The booking as it stands now, under the name it has always had. Systems that keep the name over a reschedule
   * tell no old time: whether it is new, has moved, or is what we know already, the appointment finds out.
   */
  | { readonly kind: "stands"; readonly details: BookingDetails }
  | { readonly kind: "no_show"; readonly reference: BookingReference }
  | { readonly kind: "no_show_cleared"; readonly reference: BookingReference }
  /** We were told of it, asked for it, and the booking system has no such booking. */
  | { readonly kind: "missing"; readonly reference: BookingReference }
  /** Validly signed, none of our business: acknowledged, so that the provider does not give up on us. */
  | { readonly kind: "ignored"; readonly why: string };

/**
 * Which of two messages about one booking is the older news: the one with the smaller number. Only numbers of
 * one booking system are ever compared. `provider`: it counts its changes. `asking`: the moment, in
 * milliseconds, at which we began to ask for the booking; what was asked for later is at least as fresh.
 */
export type Revision = { readonly by: "provider" | "asking"; readonly number: number };

/** One change as a provider delivered it. `deliveryKey` is equal for redeliveries of the same change. */
export type BookingDelivery = {
  readonly deliveryKey: string;
  readonly change: BookingChange;
  /** Left out where the order of messages does not matter, or where nobody can tell. */
  readonly revision?: Revision;
};
