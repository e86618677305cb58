import { sha256FromBase64 } from "#adapters/signature";
import { signedBy } from "#adapters/signed-header";
import type { SignedDelivery } from "#core/ports/booking";

export const signatureHeader = "x-acuity-signature";

/**
 * Decides whether Acuity sent these very bytes: the header is the base64 HMAC-SHA256 of the raw body under the
 * API key. Nothing says when it was signed, and two moves of one appointment have the same body, so a
 * replay cannot be told from news; it only makes us ask for the appointment once more.
 * Source: developers.acuityscheduling.com/docs/webhooks, "Verifying Webhook Requests"
 */
export const verify = signedBy<Pick<SignedDelivery, "rawBody" | "header" | "secrets">>({
  header: signatureHeader,
  read: sha256FromBase64,
  signed: ({ rawBody }) => [[rawBody]],
});
