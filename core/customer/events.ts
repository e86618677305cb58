import type { AppointmentStatus } from "#core/appointment/state";
import type { ImportedConsent } from "#core/import/row";
import type { AppointmentId, ExecutionId, Hex } from "#core/kernel/ids";
import type { Instant, Zone } from "#core/kernel/time";
import type { Classification } from "#core/reply/classify";
import type { Intent, Rule } from "#core/reply/understand";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { RiskAssessment } from "#core/risk/score";
import type { Standing } from "#core/risk/standing";

export type CustomerEvent =
  | {
      readonly type: "customer.registered";
      readonly name: string | null;
      readonly email: string | null;
      readonly phone: string | null;
      /** When the booking was made that says so; left out where it is recorded at once, and in older events. */
      readonly saidAt?: Instant;
    }
  | {
      readonly type: "customer.contact_changed";
      readonly name: string | null;
      readonly email: string | null;
      readonly phone: string | null;
      /** When the booking was made that says so; left out where it is recorded at once, and in older events. */
      readonly saidAt?: Instant;
    }
  /** What the customer's stream knows of an appointment: enough to tell what an answer is about. */
  | {
      readonly type: "customer.appointment_noted";
      readonly appointment: AppointmentId;
      readonly start: Instant;
      readonly status: AppointmentStatus;
      /** The version of the appointment's stream that says so: an older note never replaces a newer one. */
      readonly asOf: number;
      /** What it says for risk and value; notes from before there were risks have none. */
      readonly standing?: Standing;
    }
  /** The risk says something else than before, by these terms. Whoever never was assessed has none. */
  | ({ readonly type: "customer.risk_assessed" } & RiskAssessment)
  | {
      readonly type: "customer.text_received";
      readonly sid: string;
      readonly body: string;
      /** Left out where it came as a text. */
      readonly channel?: "whatsapp";
      /** As the table of words reads it. */
      readonly intent: Intent;
      /** Which rule of the table, and how certain it is; older texts do not say. */
      readonly rule?: Rule;
      readonly confidence?: number;
      /** The visit that is under way, or was over a few days ago at most, where none is ahead: the text may be about it. */
      readonly after?: AppointmentId;
    }
  /** The table is not certain: a language model is to be asked, now that the text is safely kept. */
  | {
      readonly type: "customer.model_asked";
      readonly sid: string;
      /** The visit that the text answers about; `null` where it is none for certain. Older events do not say. */
      readonly about?: AppointmentId | null;
    }
  /** What came of that. The text itself is told by `customer.text_received`. */
  | ({ readonly type: "customer.text_classified"; readonly sid: string } & Classification)
  | {
      readonly type: "customer.opted_out";
      readonly how: "text" | "operator" | "carrier" | "import";
      /** The message that says so; the evidence of the withdrawal. */
      readonly evidence: string;
      /** It was a word that the carrier has obeyed, too. */
      readonly atCarrier?: true;
    }
  | {
      readonly type: "customer.opted_in";
      readonly how: "text" | "operator";
      readonly evidence: string;
    }
  /** The customer allows texts for this purpose, and how we know. */
  | {
      readonly type: "customer.consent_granted";
      readonly purpose: ConsentPurpose;
      readonly evidence: ConsentEvidence;
    }
  | {
      readonly type: "customer.consent_withdrawn";
      readonly purpose: ConsentPurpose;
      readonly evidence: ConsentEvidence;
    }
  /** Granted before we knew the customer, and brought along from another system. */
  | {
      readonly type: "customer.consent_imported";
      readonly purpose: ConsentPurpose;
      readonly evidence: ConsentEvidence;
    }
  /** A list of customers says so; what it says of name, e-mail and phone stands in the events beside it. */
  | {
      readonly type: "customer.imported";
      readonly source: ImportSource;
      /** Keyed hash of all that the row says: the same row again is nothing new. */
      readonly row: Hex;
      readonly language: string | null;
      readonly zone: Zone | null;
      readonly consents: readonly ImportedConsent[];
      /** Where the consents can be looked up, in the words of the list. */
      readonly evidence: string | null;
    }
  /** A carrier has refused this text for good: nobody can be texted at the customer's number. */
  | { readonly type: "customer.number_unreachable"; readonly execution: ExecutionId }
  /** `text`: one has come from it, so it can be texted after all. */
  | { readonly type: "customer.number_reachable"; readonly how: "new_number" | "text" }
  /** Every text from a customer ends in exactly one outcome. */
  | {
      readonly type: "customer.text_settled";
      readonly sid: string;
      readonly outcome: TextOutcome;
    }
  | { readonly type: "customer.erased" };

/** What would be shown to whoever doubts a consent. */
export type ConsentEvidence = {
  /** `booking`: the phone was given with a booking, for texts about it. */
  readonly how: "booking" | "text" | "form" | "spoken" | "written" | "import";
  /** When the customer said so, which may be long before it is recorded. */
  readonly at: Instant;
  /** The page, the paper, the message, the booking that says so. */
  readonly where: string | null;
  /** The words that the customer agreed to, as they were shown. */
  readonly wording: string | null;
};

/** Which import brought it, out of which file (SHA-256 of its bytes), from which line on. */
export type ImportSource = {
  readonly importId: string;
  readonly file: Hex;
  readonly line: number;
};

export type TextOutcome =
  | { readonly kind: "acted"; readonly action: "confirm"; readonly appointment: AppointmentId }
  | { readonly kind: "acted"; readonly action: "opt_out" | "opt_in" }
  | {
      readonly kind: "suppressed";
      /** `reaction`: a like laid on a text that asks nothing. `later_word`: it withdrew, and START came after it. */
      readonly why: "carrier_answers_help" | "customer_erased" | "reaction" | "later_word";
    }
  | { readonly kind: "handed_to_person"; readonly why: string };
