import { isSignedByAny, sha256FromBase64 } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { SignedDelivery } from "#core/ports/booking";

type SignatureRefusal = {
  readonly code: "signature_invalid";
  readonly details: { readonly why: "missing" | "malformed" | "mismatch" };
};

export const signatureHeader = "x-acuity-signature";

/**
 * Decides whether Acuity sent these very bytes: the header is the base64 HMAC-SHA256 of the raw body under the
 * API key. Nothing says when it was signed, and two moves of one appointment have the same body, so a
 * replay cannot be told from news; it only makes us ask for the appointment once more.
 * Source: developers.acuityscheduling.com/docs/webhooks, "Verifying Webhook Requests"
 */
export const verify = ({
  rawBody,
  header,
  secrets,
}: Pick<SignedDelivery, "rawBody" | "header" | "secrets">): Result<null, SignatureRefusal> => {
  const written = header(signatureHeader)?.trim() ?? "";
  if (written === "") return invalid("missing");
  const signature = sha256FromBase64(written);
  if (signature === null) return invalid("malformed");
  const message = { algorithm: "sha256", parts: [rawBody] } as const;
  return isSignedByAny(message, secrets, [signature]) ? ok(null) : invalid("mismatch");
};

const invalid = (why: SignatureRefusal["details"]["why"]) =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });
