import type { AppointmentStatus } from "#core/appointment/state";
import type { AppointmentId, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type CustomerWish =
  | {
      readonly kind: "note_appointment";
      readonly contact: {
        readonly name: string | null;
        readonly email: string | null;
        readonly phone: string | null;
      } | null;
      readonly appointment: AppointmentId;
      readonly start: Instant;
      readonly status: AppointmentStatus;
      readonly asOf: number;
    }
  | {
      readonly kind: "receive_text";
      readonly sid: string;
      readonly body: string;
      /** What the carrier itself has already recognised and answered. */
      readonly optOutType: "stop" | "start" | "help" | null;
    }
  | { readonly kind: "opt_out"; readonly evidence: string }
  | { readonly kind: "erase" }
  | { readonly kind: "close_task"; readonly task: TaskId };

export type CustomerRefusal = { readonly code: "customer_unknown" };
