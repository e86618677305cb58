import type { AppointmentStatus } from "#core/appointment/state";
import type { ConsentEvidence, ImportSource } from "#core/customer/events";
import type { ImportedContact } from "#core/import/row";
import type { AppointmentId, ExecutionId, Hex, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Classification } from "#core/reply/classify";
import type { FormConsent } from "#core/policy/form-consent";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { Standing } from "#core/risk/standing";

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
      readonly standing?: Standing;
      /** What the form of the first booking says of texts. */
      readonly consents?: readonly FormConsent[];
      /** When that was booked; left out where it is being booked just now. */
      readonly at?: Instant;
    }
  | {
      readonly kind: "receive_text";
      readonly sid: string;
      readonly body: string;
      /** Left out where it came as a text. */
      readonly channel?: "whatsapp";
      /** What the carrier itself has already recognised and answered. */
      readonly optOutType: "stop" | "start" | "help" | null;
    }
  /** What was made of a text of which the table of words was not certain. */
  | {
      readonly kind: "settle_text";
      readonly sid: string;
      readonly classification: Classification;
    }
  | {
      readonly kind: "grant_consent" | "withdraw_consent" | "import_consent";
      readonly purpose: ConsentPurpose;
      /** `at: null` where it is being said just now. */
      readonly evidence: Omit<ConsentEvidence, "at"> & { readonly at: Instant | null };
    }
  /**
   * `how` where nobody at the desk says so: a carrier has refused a text, which is the evidence. `at`: when it was
   * refused; left out where it is being said just now.
   */
  | {
      readonly kind: "opt_out";
      readonly evidence: string;
      readonly how?: "carrier";
      readonly at?: Instant;
    }
  /** A carrier has refused this text, `at` that time, because nobody can be texted at its number. */
  | {
      readonly kind: "note_unreachable";
      readonly execution: ExecutionId;
      readonly at?: Instant;
    }
  /** What a list of customers says of one. `contact` is `null` where only their STOP could be read. */
  | {
      readonly kind: "import_contact";
      readonly contact: ImportedContact | null;
      readonly optedOut: boolean;
      readonly row: Hex;
      readonly source: ImportSource;
    }
  | { readonly kind: "erase" }
  /** Work the risk out anew; recorded only where it says something else. */
  | { readonly kind: "assess_risk" }
  | { readonly kind: "close_task"; readonly task: TaskId };

export type CustomerRefusal = { readonly code: "customer_unknown" | "customer_erased" };
