import type { ExecutionId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Consents } from "#core/customer/state";
import type { DataUsed } from "#core/policy/basis";
import type { TextGone } from "#core/policy/caps";
import type { Outage } from "#core/policy/breaker";
import type { CapName } from "#core/policy/sending-rules";
import type { DeliveryStatus, LookUp, SendOutcome } from "#core/ports/messenger";
import type { PaymentLink } from "#core/ports/payments";

/** What is known of the recipient at the moment of sending, from the customer's own stream. */
export type Recipient = {
  readonly optedOut: boolean;
  /** A carrier has refused the number for good. */
  readonly unreachable: boolean;
  readonly erased: boolean;
  /** When they last wrote over WhatsApp; left out or `null` where they never have. */
  readonly wroteOnWhatsapp?: Instant | null;
  readonly consents: Consents;
  /** What went to the customer, or may have, about other appointments. */
  readonly otherTexts: readonly TextGone[];
};

export type ExecutionWish =
  /** Re-validate everything and, if it may go, commit the intent under this fencing token. */
  | {
      readonly kind: "begin_execution";
      readonly execution: ExecutionId;
      readonly token: number;
      readonly recipient: Recipient;
      /** When its turn is in the sender's line; `null` where there is no line. */
      readonly slot: Instant | null;
      /** Until when nobody asks whoever would carry it out; `null` where everybody may. */
      readonly outage: Outage | null;
    }
  | {
      readonly kind: "settle_execution";
      readonly execution: ExecutionId;
      readonly token: number;
      readonly outcome: SendOutcome;
      /** Where the outcome is a link to pay: kept in the same commit. */
      readonly link?: PaymentLink;
      /** By this very answer, or one before it, whoever was asked is held to be down. */
      readonly outage?: Outage | null;
    }
  /** What looking an unknown execution up at the carrier has found. */
  | {
      readonly kind: "resolve_execution";
      readonly execution: ExecutionId;
      readonly token: number;
      readonly found: LookUp;
      readonly link?: PaymentLink;
    }
  /**
   * Something came between the intent and the call, so the call was not made: the customer withdrew, or another
   * appointment's text has taken, or may take, the last place under a cap, or is too near, at this very moment. Then all is asked
   * again soon.
   */
  | {
      readonly kind: "withdraw_execution";
      readonly execution: ExecutionId;
      readonly token: number;
      readonly why: WithdrawReason;
      /** Where a cap has counted local days for it. */
      readonly used?: DataUsed;
    }
  | {
      readonly kind: "record_delivery";
      readonly execution: ExecutionId;
      readonly sid: string;
      readonly status: DeliveryStatus;
      readonly errorCode: string | null;
      /** What the code means, where it has a meaning for us. */
      readonly why?: string;
    };

export type WithdrawReason =
  | "opted_out"
  | "customer_erased"
  | "no_consent"
  | CapName
  | "too_soon_after_previous"
  | "another_under_way";

export type ExecutionRefusal =
  | { readonly code: "execution_unknown"; readonly details: { readonly execution: string } }
  | {
      readonly code: "stale_token";
      readonly details: { readonly token: number; readonly newest: number };
    }
  | {
      readonly code: "execution_not_ready";
      readonly details: { readonly execution: string; readonly status: string };
    };
