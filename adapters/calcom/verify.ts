import { sha256FromHex } from "#adapters/signature";
import { signedBy } from "#adapters/signed-header";
import type { SignedDelivery } from "#core/ports/booking";

export const signatureHeader = "x-cal-signature-256";

/**
 * Decides whether Cal.com sent these very bytes: the header is the hexadecimal HMAC-SHA256 of the raw body.
 *
 * A webhook without a secret sends the words `no-secret-provided` in its place, which are no signature. Nothing
 * says when it was signed, so a replay passes here; its delivery key stops it.
 * Source: cal.com/docs/developing/guides/automation/webhooks, "Verifying the authenticity"
 */
export const verify = signedBy<Pick<SignedDelivery, "rawBody" | "header" | "secrets">>({
  header: signatureHeader,
  read: sha256FromHex,
  signed: ({ rawBody }) => [[rawBody]],
});
