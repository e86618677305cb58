import type { Booking, CancelledBy } from "#core/appointment/events";
import type { BookingReference } from "#core/booking/change";

/** What may be wished of an appointment. */
export type AppointmentWish =
  | { readonly kind: "book"; readonly booking: Booking }
  | {
      readonly kind: "move";
      readonly booking: Booking;
      readonly from: BookingReference;
      /** The new booking was cancelled before we heard of it. */
      readonly overtaken: boolean;
    }
  | {
      readonly kind: "note_moved_away";
      readonly booking: Booking;
      readonly to: BookingReference | null;
    }
  | {
      readonly kind: "cancel";
      readonly booking: Booking;
      readonly by: CancelledBy;
      readonly reason: string | null;
    }
  | { readonly kind: "confirm"; readonly by: "customer" | "operator" | "payment" }
  | { readonly kind: "complete" }
  | { readonly kind: "mark_no_show"; readonly by: "business" | "operator" }
  | { readonly kind: "clear_no_show" }
  /** The stream's timer rang: do whatever has become due. */
  | { readonly kind: "wake" };
