import type { Booking, CancelledBy, NotedAnswer } from "#core/appointment/events";
import type { BookingReference, Revision } from "#core/booking/change";
import type { AppointmentId, CustomerId } from "#core/kernel/ids";

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
  | { readonly kind: "confirm"; readonly by: "customer" | "operator" | "payment" }
  | { readonly kind: "complete" }
  | {
      readonly kind: "mark_no_show";
      readonly by: "business" | "operator";
      readonly revision?: Revision;
    }
  | { readonly kind: "clear_no_show"; readonly revision?: Revision }
  /** What the customer has answered, as far as a journey may go by it. */
  | { readonly kind: "note_answer"; readonly answer: NotedAnswer }
  /** This customer has been erased. */
  | { readonly kind: "note_erasure"; readonly customer: CustomerId }
  /** The stream's timer rang: do whatever has become due. */
  | { readonly kind: "wake" };
