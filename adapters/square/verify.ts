import { isSignedByAny, sha256FromBase64 } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { SignedDelivery } from "#core/ports/booking";

type SignatureRefusal = {
  readonly code: "signature_invalid";
  readonly details: { readonly why: "missing" | "malformed" | "mismatch" };
};

export const signatureHeader = "x-square-hmacsha256-signature";

/**
 * Decides whether Square sent these very bytes to this very address: the header is the base64 HMAC-SHA256 of the
 * notification URL, as the subscription spells it, followed by the raw body.
 *
 * Nothing says when it was signed, so a replay passes here; its event id and the booking's version stop it.
 * Source: developer.squareup.com/docs/webhooks/step3validate
 */
export const verify = ({
  rawBody,
  header,
  urls,
  secrets,
}: Pick<SignedDelivery, "rawBody" | "header" | "urls" | "secrets">): Result<
  null,
  SignatureRefusal
> => {
  const written = header(signatureHeader)?.trim() ?? "";
  if (written === "") return invalid("missing");
  const signature = sha256FromBase64(written);
  if (signature === null) return invalid("malformed");
  const isSigned = urls.some((url) =>
    isSignedByAny({ algorithm: "sha256", parts: [url, rawBody] }, secrets, [signature]),
  );
  return isSigned ? ok(null) : invalid("mismatch");
};

const invalid = (why: SignatureRefusal["details"]["why"]) =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });
