import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sign } from "#adapters/calendly/sample";
import { type SignedRequest, signatureHeader, verify } from "#adapters/calendly/verify";
import { isSignedByAny } from "#adapters/signature";
import { at, fromEpochMs, plusMs } from "#core/kernel/time";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const signedAt = fromEpochMs(1_700_000_000_000);
const vector = "3cb32bf5abcdbad9b8dbd2035eeaaa76b9db4c6d4f8623643808d584270e7256";
const other = "0".repeat(64);

const genuine: SignedRequest = {
  rawBody: bytes('{"event":"invitee.created"}'),
  header: `t=1700000000,v1=${vector}`,
  secrets: ["calendly_key"],
  now: [signedAt],
  toleranceMs: 180_000,
};

const why = (request: Partial<SignedRequest>): string => {
  const result = verify({ ...genuine, ...request });
  if (result.ok) return "ok";
  return result.refusal.code === "signature_expired" ? "expired" : result.refusal.details.why;
};

describe("a genuine webhook", () => {
  it("passes: the published vector", () => {
    expect(verify(genuine)).toEqual({ ok: true, value: { signedAt: at("2023-11-14T22:13:20Z") } });
  });

  it.each([
    ["under the older of two secrets", { secrets: ["next_key", "calendly_key"] }],
    ["under the newer of two secrets", { secrets: ["calendly_key", "last_key"] }],
    ["with the right one of several v1", { header: `t=1700000000,v1=${other},v1=${vector}` }],
    ["beside schemes of the future", { header: `v0=x,t=1700000000,v1=${vector},v2=?` }],
    ["in capital hexadecimals", { header: `t=1700000000,v1=${vector.toUpperCase()}` }],
    ["three minutes late, to the millisecond", { now: [plusMs(signedAt, 180_000)] }],
    ["three minutes early, to the millisecond", { now: [plusMs(signedAt, -180_000)] }],
    ["when only the wall clock vouches", { now: [at("2031-01-01T00:00:00Z"), signedAt] }],
    ["when only the turned clock vouches", { now: [signedAt, at("2031-01-01T00:00:00Z")] }],
  ])("passes %s", (_, request) => {
    expect(why(request)).toBe("ok");
  });

  it("passes whatever its bytes are, and fails with one bit turned", () => {
    const instant = fc.integer({ min: 1_000_000_000, max: 9_999_999_999 });
    const secret = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        secret,
        instant,
        fc.nat(),
        (body, key, second, pick) => {
          const now = fromEpochMs(second * 1000 + 999);
          const header = sign(body, key, now)[signatureHeader];
          const rawBody = bytes(body);
          const request = { rawBody, header, secrets: [key], now: [now] };
          expect(why(request)).toBe("ok");

          const turned = rawBody.slice();
          const place = pick % turned.length;
          turned[place] = (turned[place] ?? 0) ^ (1 << (pick % 8));
          expect(why({ ...request, rawBody: turned })).toBe("mismatch");
        },
      ),
    );
  });
});

describe("a webhook that is not genuine", () => {
  it.each<[string, string, Partial<SignedRequest>]>([
    ["has no header", "missing", { header: null }],
    ["has an empty header", "missing", { header: "" }],
    ["has a header of spaces", "missing", { header: " \t " }],
    ["has garbage for a header", "malformed", { header: "Bearer 12345" }],
    ["has no time", "malformed", { header: `v1=${vector}` }],
    ["has two times", "malformed", { header: `t=1700000000,t=1700000001,v1=${vector}` }],
    ["has a time with a sign", "malformed", { header: `t=+170000000,v1=${vector}` }],
    ["has a time in milliseconds", "malformed", { header: `t=1700000000000,v1=${vector}` }],
    ["has a space after the comma", "malformed", { header: `t=1700000000, v1=${vector}` }],
    ["has no v1", "malformed", { header: `t=1700000000,v2=${vector}` }],
    ["has an empty v1", "malformed", { header: "t=1700000000,v1=" }],
    ["has a short v1", "malformed", { header: `t=1700000000,v1=${vector.slice(2)}` }],
    [
      "has a v1 that is no hexadecimal",
      "malformed",
      { header: `t=1700000000,v1=${"g".repeat(64)}` },
    ],
    [
      "has a header without end",
      "malformed",
      { header: `t=1700000000${`,v1=${other}`.repeat(99)}` },
    ],
    ["has another signature", "mismatch", { header: `t=1700000000,v1=${other}` }],
    ["has another time", "mismatch", { header: `t=1700000001,v1=${vector}` }],
    ["has another body", "mismatch", { rawBody: bytes('{"event":"invitee.canceled"}') }],
    [
      "has the same JSON in other bytes",
      "mismatch",
      { rawBody: bytes('{"event": "invitee.created"}') },
    ],
    ["meets another secret", "mismatch", { secrets: ["Calendly_key"] }],
    ["meets no secret", "mismatch", { secrets: [] }],
    ["is too old", "expired", { now: [plusMs(signedAt, 180_001)] }],
    ["is from the future", "expired", { now: [plusMs(signedAt, -180_001)] }],
    [
      "is in time by no clock",
      "expired",
      { now: [plusMs(signedAt, 300_000), at("2031-01-01T00:00:00Z")] },
    ],
    ["meets no clock", "expired", { now: [] }],
    ["is old and wrong", "mismatch", { secrets: ["x"], now: [plusMs(signedAt, 180_001)] }],
  ])("is refused when it %s (%s)", (_, expected, request) => {
    expect(why(request)).toBe(expected);
  });

  it("is refused when it is signed with the empty secret of a half-made endpoint", () => {
    const header = sign("{}", "", signedAt)[signatureHeader];

    expect(why({ header, rawBody: bytes("{}"), secrets: ["", "calendly_key"] })).toBe("mismatch");
  });

  it("is refused, never thrown at, whatever its header says", () => {
    const scraps = fc.constantFrom("t=", "v1=", ",", "1700000000", other, "=", " ", "\u0000", "é");
    const header = fc.oneof(
      fc.string(),
      fc.array(scraps).map((some) => some.join("")),
    );
    fc.assert(
      fc.property(header, (text) => {
        expect(["missing", "malformed", "mismatch"]).toContain(why({ header: text }));
      }),
      { numRuns: 300 },
    );
  });

  it("says when an expired one was signed, so that the log can tell a slow clock from a forger", () => {
    expect(verify({ ...genuine, now: [plusMs(signedAt, 3_600_000)] })).toEqual({
      ok: false,
      refusal: { code: "signature_expired", details: { signedAt } },
    });
  });
});

it("compares a signature of another length without throwing", () => {
  const message = { algorithm: "sha256", parts: ["text"] } as const;

  expect(isSignedByAny(message, ["secret"], [bytes("short"), new Uint8Array(0)])).toBe(false);
});
