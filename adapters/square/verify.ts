import { sha256FromBase64 } from "#adapters/signature";
import { signedBy } from "#adapters/signed-header";
import type { SignedDelivery } from "#core/ports/booking";

export const signatureHeader = "x-square-hmacsha256-signature";

/**
 * Decides whether Square sent these very bytes to this very address: the header is the base64 HMAC-SHA256 of the
 * notification URL, as the subscription spells it, followed by the raw body.
 *
 * Nothing says when it was signed, so a replay passes here; its event id and the booking's version stop it.
 * Source: developer.squareup.com/docs/webhooks/step3validate
 */
export const verify = signedBy<Pick<SignedDelivery, "rawBody" | "header" | "urls" | "secrets">>({
  header: signatureHeader,
  read: sha256FromBase64,
  signed: ({ urls, rawBody }) => urls.map((url) => [url, rawBody]),
});
