import { isSignedByAny, sha256FromHex } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { SignedDelivery } from "#core/ports/booking";

type SignatureRefusal = {
  readonly code: "signature_invalid";
  readonly details: { readonly why: "missing" | "malformed" | "mismatch" };
};

export const signatureHeader = "x-cal-signature-256";

/**
 * Decides whether Cal.com sent these very bytes: the header is the hexadecimal HMAC-SHA256 of the raw body.
 *
 * A webhook without a secret sends the words `no-secret-provided` in its place, which are no signature. Nothing
 * says when it was signed, so a replay passes here; its delivery key stops it.
 * Source: cal.com/docs/developing/guides/automation/webhooks, "Verifying the authenticity"
 */
export const verify = ({
  rawBody,
  header,
  secrets,
}: Pick<SignedDelivery, "rawBody" | "header" | "secrets">): Result<null, SignatureRefusal> => {
  const written = header(signatureHeader)?.trim() ?? "";
  if (written === "") return invalid("missing");
  const signature = sha256FromHex(written);
  if (signature === null) return invalid("malformed");
  const message = { algorithm: "sha256", parts: [rawBody] } as const;
  return isSignedByAny(message, secrets, [signature]) ? ok(null) : invalid("mismatch");
};

const invalid = (why: SignatureRefusal["details"]["why"]) =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });
