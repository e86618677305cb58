import { isSignedByAny } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

export type SignedRequest = {
  readonly rawBody: Uint8Array;
  /** Value of `Calendly-Webhook-Signature`. */
  readonly header: string | null;
  /** All that are valid today: two while one is being rotated. */
  readonly secrets: readonly string[];
  /** The request is in time if any of these clocks says so: a sandbox has one on the wall and one it turns. */
  readonly now: readonly Instant[];
  readonly toleranceMs: number;
};

type SignatureRefusal =
  | {
      readonly code: "signature_invalid";
      readonly details: { readonly why: "missing" | "malformed" | "mismatch" };
    }
  /** Rightly signed, at another time. Tell it from a mismatch in the log, never in the answer. */
  | { readonly code: "signature_expired"; readonly details: { readonly signedAt: Instant } };

export const signatureHeader = "calendly-webhook-signature";

/**
 * Decides whether Calendly sent these very bytes, and lately.
 *
 * The signature covers `<t>.<raw body>`; Calendly's own sample signs the re-serialized body, which breaks on
 * the first escaped character, so only raw bytes are looked at here. `t` may be off by the tolerance in
 * both directions. An old body with a fresh signature passes: a replay is stopped by its delivery key.
 * Source: developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
 */
export const verify = (
  request: SignedRequest,
): Result<{ readonly signedAt: Instant }, SignatureRefusal> => {
  if (request.header === null || request.header.trim() === "") return invalid("missing");
  const signature = signatureFrom(request.header);
  if (signature === null) return invalid("malformed");

  const parts = [signature.time, ".", request.rawBody];
  if (!isSignedByAny({ algorithm: "sha256", parts }, request.secrets, signature.offered))
    return invalid("mismatch");

  const signedMs = Number(signature.time) * 1000;
  const signedAt = fromEpochMs(signedMs);
  const isInTime = request.now.some(
    (now) => Math.abs(epochMs(now) - signedMs) <= request.toleranceMs,
  );
  return isInTime ? ok({ signedAt }) : refuse({ code: "signature_expired", details: { signedAt } });
};

const invalid = (why: "missing" | "malformed" | "mismatch") =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });

type Signature = { readonly time: string; readonly offered: readonly Uint8Array[] };

const maxHeaderLength = 1024;

/** Reads `t=1700000000,v1=<64 hex>`: one time, one or more `v1`; other schemes may stand beside them. */
const signatureFrom = (header: string): Signature | null => {
  if (header.length > maxHeaderLength) return null;

  const fields = header.split(",");
  const times = valuesOf(fields, "t=");
  const [time] = times;
  if (time === undefined || times.length > 1 || !/^\d{10}$/.test(time)) return null;

  const hexes = valuesOf(fields, "v1=");
  if (hexes.length === 0 || !hexes.every((hex) => /^[0-9a-f]{64}$/i.test(hex))) return null;
  return { time, offered: hexes.map((hex) => Buffer.from(hex, "hex")) };
};

const valuesOf = (fields: readonly string[], name: string): readonly string[] =>
  fields.filter((field) => field.startsWith(name)).map((field) => field.slice(name.length));
