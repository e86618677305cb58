import type { Answered } from "#core/appointment/answered";
import type { Booking, CancelledBy, NotedAnswer } from "#core/appointment/events";
import type { BookingReference, Revision } from "#core/booking/change";
import type { AppointmentId, CustomerId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** What may be wished of an appointment. */
export type AppointmentWish =
  | { readonly kind: "book"; readonly booking: Booking }
  | {
      readonly kind: "move";
      readonly booking: Booking;
      readonly from: BookingReference;
    }
  | {
      readonly kind: "note_moved_away";
      readonly booking: Booking;
      readonly to: BookingReference | null;
    }
  /** The booking lives on in the other appointment, under its newer name. */
  | {
      readonly kind: "let_go";
      readonly reference: BookingReference;
      readonly to: BookingReference;
      readonly as: AppointmentId;
    }
  | {
      readonly kind: "cancel";
      readonly booking: Booking;
      readonly by: CancelledBy;
      readonly reason: string | null;
      readonly revision?: Revision;
    }
  /** The booking as it stands in a system that never renames it: new, moved, or known already. */
  | { readonly kind: "stand"; readonly booking: Booking; readonly revision?: Revision }
  /** `answers`: what a customer's text was about; who says so otherwise says so now. */
  | {
      readonly kind: "confirm";
      readonly by: "customer" | "operator" | "payment";
      readonly answers?: Answered;
    }
  | { readonly kind: "complete" }
  | {
      readonly kind: "mark_no_show";
      readonly by: "business" | "operator";
      readonly revision?: Revision;
    }
  | { readonly kind: "clear_no_show"; readonly revision?: Revision }
  /** What the customer has answered, as far as a journey may go by it. */
  | { readonly kind: "note_answer"; readonly answer: NotedAnswer; readonly answers?: Answered }
  /** This customer has been erased, at that time: what was agreed after it is somebody's again. */
  | { readonly kind: "note_erasure"; readonly customer: CustomerId; readonly at: Instant }
  /** The stream's timer rang: do whatever has become due. */
  | { readonly kind: "wake" };
