import type { CustomerId, ExecutionId, RunId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { Money } from "#core/payment/events";
import type { Basis } from "#core/policy/basis";
import type { Addressed } from "#core/policy/channel";
import type { TextPurpose } from "#core/policy/purpose";
import type { DeliveryStatus } from "#core/ports/messenger";

/** What a failure is called when nobody can ever be texted at the number: the customer's own stream is told. */
export const numberUnreachable = "number_unreachable";

/** The same, of an address that no e-mail reaches. */
export const addressUnreachable = "address_unreachable";

/** What is called what a carrier has heard from the customer, or what a complaint says: no more of these. */
export const optedOutThere = "opted_out";

/** Whether it says something for good of the customer, and not only of this one text. */
export const isAboutCustomer = (why: string | null | undefined): boolean =>
  why === numberUnreachable || why === addressUnreachable || why === optedOutThere;

/** What is called what concerns every text of the account, until somebody has looked. */
export const senderMisconfigured = "sender_misconfigured";

/** What is called what is refused for its words, for good. */
export const textRefused = "text_refused";

/**
 * Taken, and refused on its way for a reason that stays, of the account or of the words: the text has failed as if it
 * had been refused at once.
 */
export const isRefusedOnItsWay = <D extends Pick<Delivery, "status" | "why">>(
  delivery: D,
): delivery is D & { readonly why: string } =>
  (delivery.status === "undelivered" || delivery.status === "failed") &&
  (delivery.why === senderMisconfigured || delivery.why === textRefused);

type Delivery = Extract<ExecutionEvent, { readonly type: "execution.delivery" }>;

/**
 * The life of one side effect, in the stream that asked for it.
 *
 * requested → (deferred → due)* → **intended** → sent | retrying → due … | unknown → due (look up) … |
 * failed; or suppressed at any moment before the intent. Every requested execution ends as exactly one
 * of sent, suppressed, failed; until then it is pending. Planned = their sum, always. What was sent has failed after
 * all where a delivery says that it was refused on its way.
 */
export type ExecutionEvent =
  | ({ readonly type: "execution.requested" } & Request)
  | {
      readonly type: "execution.deferred";
      readonly execution: ExecutionId;
      readonly until: Instant;
      readonly why: string;
      readonly basis?: Basis;
    }
  /** Its moment (again): whoever reads the feed hands it to the executor. */
  | { readonly type: "execution.due"; readonly execution: ExecutionId; readonly why: DueWhy }
  /** Written before the call: from here on the outside world may have seen it. */
  | ({
      readonly type: "execution.intended";
      readonly execution: ExecutionId;
      readonly attempt: number;
      readonly token: number;
      readonly customer: CustomerId;
      readonly usefulUntil: Instant;
    } & (IntendedText | IntendedPayment))
  | {
      readonly type: "execution.sent";
      readonly execution: ExecutionId;
      readonly sid: string;
      readonly settledBy: "reply" | "callback" | "look_up";
    }
  | {
      readonly type: "execution.retrying";
      readonly execution: ExecutionId;
      readonly at: Instant;
      readonly why: string;
    }
  | {
      readonly type: "execution.unknown";
      readonly execution: ExecutionId;
      readonly lookAt: Instant;
      readonly why: string;
    }
  /** Fifteen minutes without a sign: policy allows one more try of a reminder that is still useful. */
  | { readonly type: "execution.resend_authorised"; readonly execution: ExecutionId }
  | {
      readonly type: "execution.suppressed";
      readonly execution: ExecutionId;
      readonly why: string;
      /** Of what the last questions found; what ends with its run, or by its own condition, went by no such data. */
      readonly basis?: Basis;
    }
  | { readonly type: "execution.failed"; readonly execution: ExecutionId; readonly why: string }
  | {
      readonly type: "execution.delivery";
      readonly execution: ExecutionId;
      readonly sid: string;
      readonly status: DeliveryStatus;
      readonly errorCode: string | null;
      /** What the code means, where it has a meaning for us; older reports do not say. */
      readonly why?: string;
    };

type IntendedText = Addressed & {
  readonly body: string;
  readonly segments: number;
  readonly basis?: Basis;
  readonly payment?: undefined;
};

type IntendedPayment = {
  readonly to: null;
  readonly body: null;
  readonly segments: 0;
  readonly payment: PaymentIntent;
};

/**
 * What is asked of the payment service: a link for so much, in words that are the same each time it is asked
 * (else the service would take it for another wish), or the end of a link.
 */
export type PaymentIntent =
  | ({ readonly do: "open"; readonly description: string } & Money)
  | { readonly do: "close"; readonly link: string };

/** `unanswered`: it was handed to the executor long ago, and nothing came of it. */
export type DueWhy = "deferral_over" | "retry" | "look_up" | "resend" | "resumed" | "unanswered";

/** What a deferral is called when whoever should carry it out is held to be down. */
export const providerDown = "provider_down";

/** What a failure is called of which nobody could tell for a day whether the text had arrived. */
export const outcomeUnknown = "outcome_unknown";

/** What a failure is called when the executor was asked again and again, and never did anything. */
export const notCarriedOut = "not_carried_out";

export type Request = {
  readonly execution: ExecutionId;
  readonly run: RunId;
  readonly step: string;
  readonly tool: string;
  readonly template: string;
  readonly purpose: TextPurpose;
  /** It answers what the customer has done just now, so it may go out in quiet hours while that is fresh. */
  readonly reply: boolean;
  /** The plan of the appointment that asked: another plan makes it stale. */
  readonly plan: number;
  readonly dueAt: Instant;
  readonly staleAt: Instant | null;
  readonly retry: {
    readonly attempts: number;
    readonly firstMs: number;
    readonly maxMs: number;
    readonly factor: number;
  };
  /** How much a link asks for; left out where the tool asks for nothing. */
  readonly money?: Money;
};

/** Texts are counted, paced and listed; what is asked of the payment service is none of them. */
export const isText = ({ tool }: Pick<Request, "tool">): boolean => !tool.startsWith("payment.");
