import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as acuity from "#adapters/acuity/verify";
import { sign as signAcuity } from "#adapters/acuity/sample";
import { sign as signCalcom } from "#adapters/calcom/sample";
import * as calcom from "#adapters/calcom/verify";
import { sign as signSquare } from "#adapters/square/sample";
import * as square from "#adapters/square/verify";
import { anyCharacter } from "#test/support/any-text";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const headers = (given: Readonly<Record<string, string>>) => (name: string) => given[name] ?? null;

/** Computed outside of this program, each as its provider documents it. */
describe("the documented computation of a signature", () => {
  it("is Cal.com's: hexadecimal, over the body", () => {
    const signature = "3447648263ed4974ba257aa11af0e72591c46d1a83fe735a6ca67429ac182cc0";
    const signed = {
      rawBody: bytes('{"event":"invitee.created"}'),
      header: headers({ [calcom.signatureHeader]: signature }),
    };
    expect(calcom.verify({ ...signed, secrets: ["calcom_secret"] }).ok).toBe(true);
    expect(calcom.verify({ ...signed, secrets: ["calcom_secre"] }).ok).toBe(false);
  });

  it("is Acuity's: base64, over the body, under the API key", () => {
    const signed = {
      rawBody: bytes("action=scheduled&id=1&calendarID=2&appointmentTypeID=3"),
      header: headers({ [acuity.signatureHeader]: "MKbnY6xs9Brq4Zf+K4Z0zW3lqJaxpn7+TqkkU0xzodk=" }),
    };
    expect(acuity.verify({ ...signed, secrets: ["api_key"] }).ok).toBe(true);
    expect(acuity.verify({ ...signed, secrets: ["API_KEY"] }).ok).toBe(false);
  });

  it("is Square's: base64, over the address and the body", () => {
    const signed = {
      rawBody: bytes('{"event":"invitee.created"}'),
      header: headers({ [square.signatureHeader]: "IR/6cXgMoKLl6mZJpBWXZ2T0Z3bK//bDmzjmyn/BRhw=" }),
      secrets: ["sqkey"],
    };
    const isSigned = (...urls: readonly string[]) => square.verify({ ...signed, urls }).ok;
    expect(isSigned("https://x.test/hook")).toBe(true);
    expect(isSigned("http://127.0.0.1/hook", "https://x.test/hook")).toBe(true);
    expect(isSigned("https://x.test/hook/")).toBe(false);
    expect(isSigned()).toBe(false);
  });
});

describe("a signature of our own making", () => {
  const url = "https://x.test/hook";
  const schemes = {
    calcom: { sign: signCalcom, verify: calcom.verify },
    acuity: { sign: signAcuity, verify: acuity.verify },
    square: {
      sign: (body: string, secret: string) => signSquare(body, secret, url),
      verify: (one: Parameters<typeof calcom.verify>[0]) => square.verify({ ...one, urls: [url] }),
    },
  };

  it.each(Object.entries(schemes))(
    "passes whatever it signs, and fails with one bit turned: %s",
    (_, { sign, verify }) => {
      const text = fc.string({ minLength: 1, unit: anyCharacter });
      fc.assert(
        fc.property(text, fc.string({ minLength: 1 }), fc.nat(), (body, secret, pick) => {
          const header = headers(sign(body, secret));
          const rawBody = bytes(body);
          expect(verify({ rawBody, header, secrets: [secret] }).ok).toBe(true);

          const turned = rawBody.slice();
          const place = pick % turned.length;
          turned[place] = (turned[place] ?? 0) ^ (1 << (pick % 8));
          expect(verify({ rawBody: turned, header, secrets: [secret] }).ok).toBe(false);
        }),
      );
    },
  );
});
