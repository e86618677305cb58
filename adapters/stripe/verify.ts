import { isSignedByAny } from "#adapters/signature";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, type Instant } from "#core/kernel/time";

type SignedEvent = {
  readonly rawBody: Uint8Array;
  /** Value of `Stripe-Signature`. */
  readonly header: string | null;
  /** All that are valid today: two while one is being rolled. */
  readonly secrets: readonly string[];
  /** The event is in time if any of these clocks says so: a sandbox has one on the wall and one it turns. */
  readonly now: readonly Instant[];
  readonly toleranceMs: number;
};

type SignatureRefusal = {
  readonly code: "signature_invalid" | "signature_expired";
  readonly details: { readonly why: "missing" | "malformed" | "mismatch" | "too_old" | "too_new" };
};

export const signatureHeader = "stripe-signature";

/**
 * Decides whether Stripe sent these very bytes, and lately.
 *
 * `Stripe-Signature` is `t=<seconds>,v1=<hex>`, the hex being HMAC-SHA256 of `<t>.<raw body>`; while a secret is
 * rolled there is a `v1` for each. Stripe's own library lets a time in the future pass; here `t` may be off by the
 * tolerance in both directions. Within it a replay verifies: whoever handles an event must know it again by its id.
 *
 * Source: https://docs.stripe.com/webhooks#verify-manually
 */
export const verify = (signed: SignedEvent): Result<null, SignatureRefusal> => {
  if (signed.header === null || signed.header.trim() === "") return invalid("missing");
  const signature = signatureFrom(signed.header);
  if (signature === null) return invalid("malformed");

  const { time, offered } = signature;
  const parts = [time, ".", signed.rawBody];
  if (!isSignedByAny({ algorithm: "sha256", parts }, signed.secrets, offered))
    return invalid("mismatch");

  const ages = signed.now.map((now) => epochMs(now) - Number(time) * 1000);
  if (ages.some((ms) => Math.abs(ms) <= signed.toleranceMs)) return ok(null);
  const why = ages.every((ms) => ms < 0) ? "too_new" : "too_old";
  return refuse({ code: "signature_expired", details: { why } });
};

const invalid = (why: "missing" | "malformed" | "mismatch") =>
  refuse<SignatureRefusal>({ code: "signature_invalid", details: { why } });

const longestHeader = 1024;

/** One time, and at least one `v1` of the right length. Other schemes stand beside them: `v0` is for tests of theirs. */
const signatureFrom = (
  header: string,
): { readonly time: string; readonly offered: readonly Uint8Array[] } | null => {
  if (header.length > longestHeader) return null;
  const fields = header.split(",").map((field) => field.trim());
  const [time, ...more] = valuesOf(fields, "t=");
  if (time === undefined || more.length > 0 || !/^\d{1,11}$/.test(time)) return null;

  const hexes = valuesOf(fields, "v1=").filter((hex) => /^[0-9a-f]{64}$/i.test(hex));
  return hexes.length === 0 ? null : { time, offered: hexes.map((hex) => Buffer.from(hex, "hex")) };
};

const valuesOf = (fields: readonly string[], name: string): readonly string[] =>
  fields.filter((field) => field.startsWith(name)).map((field) => field.slice(name.length));
