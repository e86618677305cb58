import type { ExecutionId, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/**
 * Where a message goes. Phones in E.164.
 *
 * `template` of WhatsApp: the text that its maker has approved beforehand, by the provider's name for it, with the
 * body in its one gap; `null` where the customer has written within a day, so that free words may go.
 */
export type Address =
  | { readonly kind: "phone"; readonly phone: string }
  | { readonly kind: "whatsapp"; readonly phone: string; readonly template: string | null }
  | { readonly kind: "email"; readonly email: string };

export type TextMessage = {
  readonly tenant: TenantId;
  readonly executionId: ExecutionId;
  readonly to: Address;
  /** Stands over an e-mail; a phone shows none. Where nothing is said, the name of the sender does. */
  readonly subject?: string;
  readonly body: string;
  /** After this moment the text would be noise: the carrier is told to drop it. */
  readonly usefulUntil: Instant;
};

export type DeliveryStatus =
  | "accepted"
  | "scheduled"
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "canceled";

/** `messenger_missing`: nobody is set up to carry it there. */
export const messengerMissing = "messenger_missing";

/** `endpoint_missing`: the business has no endpoint to which its carrier could report. */
export const endpointMissing = "endpoint_missing";

/** What became of asking the carrier. `unknown`: it may or may not have accepted; look it up, never resend blindly. */
export type SendOutcome =
  | { readonly kind: "sent"; readonly sid: string; readonly status: DeliveryStatus }
  | { readonly kind: "rejected"; readonly why: string; readonly providerCode: string | null }
  | { readonly kind: "unavailable"; readonly why: string; readonly retryAfterMs: number | null }
  | { readonly kind: "unknown"; readonly why: string };

export type LookUp =
  | { readonly kind: "found"; readonly sid: string; readonly status: DeliveryStatus }
  | { readonly kind: "absent" }
  | { readonly kind: "unavailable"; readonly why: string };

export interface Messenger {
  send(message: TextMessage, now: Instant): Promise<SendOutcome>;
  /**
   * Looks for a message that may have been accepted: same recipient, same text, created since `since`, and none of
   * `others`, which are known to be other messages: two visits at the same hour are announced in the same words. A
   * provider whose list cannot be read says `unavailable`, never `absent`: then its own events settle the matter.
   */
  find(message: TextMessage, since: Instant, others?: readonly string[]): Promise<LookUp>;
}
