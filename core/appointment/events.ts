import type { BookingPayment, BookingReference } from "#core/booking/change";
import type { AppointmentId, CustomerId } from "#core/kernel/ids";
import type { Instant, Zone } from "#core/kernel/time";
import type { FormConsent } from "#core/policy/form-consent";

/** How to reach the customer; sealed field by field in every commit. The phone is E.164. */
export type Contact = {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
};

/**
 * `phone_unusable`: a number was given, but nobody can be texted at it. `by_email`: neither is there a phone, and the
 * business writes e-mails.
 */
export type Reach = "reachable" | "by_email" | "no_phone" | "phone_unusable";

/** The booking system's own pages for this booking. Whoever holds the link may act, so they are sealed too. */
export type Links = { readonly reschedule: string | null; readonly cancel: string | null };

/** A booking with everything judged and named: what the appointment's stream stores. */
export type Booking = {
  readonly customer: CustomerId;
  readonly reference: BookingReference;
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: Zone;
  /** Whose zone it is: the one that the booking was made in, else the customer's own, else the tenant's. */
  readonly zoneFrom: "appointment" | "customer" | "tenant";
  readonly reach: Reach;
  readonly contact: Contact;
  readonly links: Links;
  /** When the customer agreed on this time, by the booking system's word; left out where it says nothing of it. */
  readonly madeAt?: Instant;
  readonly payment?: BookingPayment;
  /** What the customer allowed or refused in the booking form; left out where it asked nothing of the kind. */
  readonly consents?: readonly FormConsent[];
  /** Whether its service asks for a deposit; left out where the booking system says nothing of the service. */
  readonly serviceAsksDeposit?: boolean;
};

/** Who may cancel. The system is not among them, so a system's cancel cannot even be written down. */
export type CancelledBy = "customer" | "business" | "operator";

/** `after_visit`: a text came after the visit, whatever it says. Nothing more of an answer leaves the customer's stream. */
export type NotedAnswer = "reschedule" | "cancel" | "after_visit";

export type AppointmentEvent =
  | ({
      readonly type: "appointment.booked";
      readonly appointment: AppointmentId;
      /** 1 for the first time agreed, one more with every reschedule. What was planned for an older plan is stale. */
      readonly plan: number;
      /** The reference that this booking takes the place of. */
      readonly replaces: BookingReference | null;
      readonly tzdb: string;
    } & Booking)
  /** The old half of a reschedule came first: the new time is still to come. */
  | {
      readonly type: "appointment.moved_away";
      readonly from: BookingReference;
      readonly to: BookingReference | null;
    }
  /**
   * This booking lives on in another appointment: of several moves a later one was heard of first, and began
   * one of its own. Nothing more is to be expected here.
   */
  | {
      readonly type: "appointment.continued";
      readonly from: BookingReference;
      readonly as: AppointmentId;
    }
  | {
      readonly type: "appointment.rescheduled";
      readonly from: BookingReference;
      readonly to: BookingReference;
      readonly previousStart: Instant;
      readonly start: Instant;
    }
  /** How far the booking system's own count of changes is known; whatever bears a smaller number is old news. */
  | { readonly type: "appointment.revision_seen"; readonly revision: number }
  /** A cancellation overtook the booking it cancels; it is kept until that booking comes. */
  | { readonly type: "appointment.cancel_noted"; readonly reference: BookingReference }
  | {
      readonly type: "appointment.confirmed";
      readonly by: "customer" | "operator" | "payment";
      /** When the customer wrote it; older events, and what others confirm, do not say. */
      readonly saidAt?: Instant;
    }
  | {
      readonly type: "appointment.cancelled";
      readonly customer: CustomerId;
      readonly by: CancelledBy;
      readonly reason: string | null;
    }
  /** Whose it is has been erased: nobody is asked about it any more. A booking that follows is somebody's again. */
  | { readonly type: "appointment.customer_erased" }
  /** The customer has answered; told once for each agreed time and kind of answer. */
  | {
      readonly type: "appointment.answer_noted";
      readonly answer: NotedAnswer;
      /** When they wrote it; older events do not say. */
      readonly saidAt?: Instant;
    }
  /** The link of a text that asked for a review was followed; told once for each visit. Nobody knows by whom. */
  | { readonly type: "appointment.review_opened" }
  | { readonly type: "appointment.started" }
  | { readonly type: "appointment.completed"; readonly by: "time" | "operator" }
  | { readonly type: "appointment.no_show"; readonly by: "business" | "operator" };
