import type { AppointmentStatus } from "#core/appointment/state";
import type { AppointmentId, ExecutionId, TaskId } from "#core/kernel/ids";
import type { ConsentEvidence } from "#core/customer/events";
import type { Instant } from "#core/kernel/time";
import type { ConsentPurpose } from "#core/policy/purpose";

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
  | {
      readonly kind: "grant_consent" | "withdraw_consent" | "import_consent";
      readonly purpose: ConsentPurpose;
      /** `at: null` where it is being said just now. */
      readonly evidence: Omit<ConsentEvidence, "at"> & { readonly at: Instant | null };
    }
  | { readonly kind: "opt_out"; readonly evidence: string }
  /** A carrier has refused this text because nobody can be texted at its number. */
  | { readonly kind: "note_unreachable"; readonly execution: ExecutionId }
  | { readonly kind: "erase" }
  | { readonly kind: "close_task"; readonly task: TaskId };

export type CustomerRefusal = { readonly code: "customer_unknown" };
