import { createHmac } from "node:crypto";
import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { verify } from "#adapters/stripe/verify";
import { at, fromEpochMs, type Instant, plusMs } from "#core/kernel/time";

const secret = "whsec_test";
const body = '{"id":"evt_1","object":"event"}';
const time = 1_700_000_000;
const signedAt = fromEpochMs(time * 1000);
/** Worked out with the library of Stripe 23.1.0, and by openssl: HMAC-SHA256 of `1700000000.{"id":…}`. */
const published = "4c15fb2a43f93ef61eaa3e0893866d57cad9cad4223242cfb96f362480cb4021";
const header = `t=${time},v1=${published}`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hexOf = (text: string, key = secret, t: number | string = time): string =>
  createHmac("sha256", key).update(`${t}.${text}`).digest("hex");

type Changes = Partial<Parameters<typeof verify>[0]>;

const outcome = (changes: Changes = {}): string => {
  const verified = verify({
    rawBody: bytes(body),
    header,
    secrets: [secret],
    now: [signedAt],
    toleranceMs: 300_000,
    ...changes,
  });
  return verified.ok ? "ok" : `${verified.refusal.code}: ${verified.refusal.details.why}`;
};

describe("a signature of Stripe", () => {
  it("is known by the published vector", () => {
    expect(hexOf(body)).toBe(published);
    expect(outcome()).toBe("ok");
  });

  it("is known as Stripe's own library writes it", () => {
    const stripe = new Stripe("sk_test_none");
    const theirs = stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp: time,
    });
    expect(theirs).toBe(header);
    expect(outcome({ header: theirs })).toBe("ok");
  });

  it("covers the very bytes: not one may change, and none is normalised", () => {
    expect(outcome({ rawBody: bytes(`${body} `) })).toBe("signature_invalid: mismatch");
    expect(outcome({ rawBody: bytes(`\uFEFF${body}`) })).toBe("signature_invalid: mismatch");
    const odd = '{ "a" : "\\u00e9", "b":"é\\/" }';
    expect(outcome({ rawBody: bytes(odd), header: `t=${time},v1=${hexOf(odd)}` })).toBe("ok");
  });

  it("counts under the secret of today and the one before, and under no other", () => {
    const [fresh, old] = ["whsec_fresh", "whsec_old"];
    for (const key of [fresh, old])
      expect(outcome({ secrets: [fresh, old], header: `t=${time},v1=${hexOf(body, key)}` })).toBe(
        "ok",
      );
    expect(outcome({ secrets: [fresh, old] })).toBe("signature_invalid: mismatch");
    expect(outcome({ secrets: [] })).toBe("signature_invalid: mismatch");
  });

  it("may stand among others: of another secret, of another scheme, of another length", () => {
    const others = [`v1=${"0".repeat(64)}`, `v0=${published}`, "v1=abc", "v2=new"];
    expect(outcome({ header: [`t=${time}`, ...others, `v1=${published}`].join(",") })).toBe("ok");
    expect(outcome({ header: [`t=${time}`, ...others].join(",") })).toBe(
      "signature_invalid: mismatch",
    );
    expect(outcome({ header: `t=${time},v0=${published}` })).toBe("signature_invalid: malformed");
  });

  it("is worth nothing under an empty secret", () => {
    expect(outcome({ secrets: [""], header: `t=${time},v1=${hexOf(body, "")}` })).toBe(
      "signature_invalid: mismatch",
    );
  });

  it.each([
    [null, "missing"],
    ["", "missing"],
    ["  ", "missing"],
    [published, "malformed"],
    [`v1=${published}`, "malformed"],
    [`t=${time}`, "malformed"],
    [`t=${time},t=${time},v1=${published}`, "malformed"],
    [`t=-${time},v1=${published}`, "malformed"],
    [`t=1e9,v1=${published}`, "malformed"],
    [`t=,v1=${published}`, "malformed"],
    [`${header},${"v0=x,".repeat(300)}`, "malformed"],
  ])("is not there in %s", (header, why) => {
    expect(outcome({ header })).toBe(`signature_invalid: ${why}`);
  });
});

describe("the age of a signature", () => {
  const ago = (ms: number): { now: readonly Instant[] } => ({ now: [plusMs(signedAt, ms)] });

  it("may be as much as the tolerance, back and forth, and no second more", () => {
    expect(outcome(ago(300_000))).toBe("ok");
    expect(outcome(ago(301_000))).toBe("signature_expired: too_old");
    expect(outcome(ago(-300_000))).toBe("ok");
    expect(outcome(ago(-301_000))).toBe("signature_expired: too_new");
  });

  it("is by any of the clocks: the one on the wall, or the one that a sandbox has turned", () => {
    const turned = at("2030-01-01T00:00:00Z");
    expect(outcome({ now: [turned, signedAt] })).toBe("ok");
    expect(outcome({ now: [turned] })).toBe("signature_expired: too_old");
  });

  it("is part of what is signed", () => {
    const younger = `t=${time + 600},v1=${published}`;
    expect(outcome({ ...ago(600_000), header: younger })).toBe("signature_invalid: mismatch");
  });
});
