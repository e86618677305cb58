import type { ExecutionId, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** A page on which one deposit can be paid, once. */
export type PaymentLinkWish = {
  readonly tenant: TenantId;
  /** Comes back with every word on the payment, and makes asking twice the same as asking once. */
  readonly executionId: ExecutionId;
  /** In the smallest unit of the currency (cents of USD, whole JPY); above zero. */
  readonly amountMinor: number;
  /** ISO 4217 (`USD`). */
  readonly currency: string;
  /**
   * Stands on the payment page, in e-mails and on statements. It must not name the service, the clinician or
   * the reason for the visit: `Deposit, Riverside Clinic`.
   */
  readonly description: string;
  /** From here on nobody should pay any more: no link is made. A link knows no end by itself: `deactivate` it. */
  readonly usefulUntil: Instant;
};

/** `link` is the provider's name for it; whoever has `url` may pay. */
export type PaymentLink = { readonly link: string; readonly url: string };

/**
 * What became of asking for a link. `unknown`: there may be one; asking again with the same wish, on the same
 * day, gives that one and no second. No money has moved in any of these cases.
 */
export type LinkOutcome =
  | ({ readonly kind: "created" } & PaymentLink)
  | { readonly kind: "rejected"; readonly why: string; readonly providerCode: string | null }
  | { readonly kind: "unavailable"; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly why: string };

/** `unavailable`: it may still be open. Closing it again does no harm. */
export type CloseOutcome =
  | { readonly kind: "closed" }
  | { readonly kind: "rejected"; readonly why: string; readonly providerCode: string | null }
  | { readonly kind: "unavailable"; readonly why: string; readonly retryAfterMs: number | null };

export type LinkLookUp =
  | ({ readonly kind: "found"; readonly isOpen: boolean } & PaymentLink)
  /** Said only when all links were seen. */
  | { readonly kind: "absent" }
  | { readonly kind: "unavailable"; readonly why: string };

/** Whose payment it is: what a provider says of a dispute bears no word of ours. */
export type PaymentOwner =
  | { readonly kind: "ours"; readonly execution: string }
  | { readonly kind: "not_ours" }
  | { readonly kind: "unavailable"; readonly why: string };

export interface Payments {
  createLink(wish: PaymentLinkWish, now: Instant): Promise<LinkOutcome>;
  /** Nobody can pay over it any more. Who has its page open already may still do so. */
  deactivate(link: string): Promise<CloseOutcome>;
  /** Looks for a link that may have been made although its reply was lost. */
  find(tenant: TenantId, execution: ExecutionId): Promise<LinkLookUp>;
  ownerOf(tenant: TenantId, payment: string): Promise<PaymentOwner>;
}
