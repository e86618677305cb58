import type { ExecutionId, TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

export type TextMessage = {
  readonly tenant: TenantId;
  readonly executionId: ExecutionId;
  /** E.164. */
  readonly to: string;
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
   * `others`, which are known to be other messages: two visits at the same hour are announced in the same words.
   */
  find(message: TextMessage, since: Instant, others?: readonly string[]): Promise<LookUp>;
}
