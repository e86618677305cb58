import { describe, expect, it } from "vitest";
import { type ProviderReason, reasonFor } from "#adapters/twilio/errors";
import { statusReport } from "#adapters/twilio/status";
import { createTwilioMessenger } from "#adapters/twilio/outbound";
import type { SendOutcome } from "#core/ports/messenger";
import { account, endpoint, reminder, start } from "#test/support/carrier-stage";

/** Every code that Twilio documents for messages and that we know, and what it is to us. */
const table: readonly (readonly [number, ProviderReason])[] = [
  [20003, "sender_misconfigured"],
  [20404, "sender_misconfigured"],
  [20429, "throttled"],
  [21211, "number_unreachable"],
  [21212, "sender_misconfigured"],
  [21214, "number_unreachable"],
  [21265, "number_unreachable"],
  [21408, "sender_misconfigured"],
  [21602, "text_refused"],
  [21603, "sender_misconfigured"],
  [21604, "request_malformed"],
  [21606, "sender_misconfigured"],
  [21608, "sender_misconfigured"],
  [21609, "request_malformed"],
  [21610, "opted_out"],
  [21612, "number_unreachable"],
  [21614, "number_unreachable"],
  [21617, "text_refused"],
  [21619, "text_refused"],
  [21624, "request_malformed"],
  [21635, "number_unreachable"],
  [21659, "sender_misconfigured"],
  [21660, "sender_misconfigured"],
  [21703, "sender_misconfigured"],
  [30001, "throttled"],
  [30002, "sender_misconfigured"],
  [30003, "handset_unreachable"],
  [30004, "text_refused"],
  [30005, "number_unreachable"],
  [30006, "number_unreachable"],
  [30007, "text_refused"],
  [30008, "carrier_failed"],
  [30022, "throttled"],
  [30023, "throttled"],
  [30032, "sender_misconfigured"],
  [30033, "sender_misconfigured"],
  [30034, "sender_misconfigured"],
  [35115, "request_malformed"],
  [35125, "throttled"],
  [63003, "not_on_whatsapp"],
  [63005, "text_refused"],
  [63007, "sender_misconfigured"],
  [63013, "text_refused"],
  [63014, "opted_out"],
  [63016, "whatsapp_window_closed"],
  [63018, "throttled"],
  [63024, "not_on_whatsapp"],
  [63027, "sender_misconfigured"],
  [63028, "sender_misconfigured"],
];

const sid = "SM4b1f0c52e9d84a133c9a61d27f504be8";

const createdWith = (code: number): Promise<SendOutcome> =>
  createTwilioMessenger({
    fetch: async () => Response.json({ code, message: "…" }, { status: 400 }),
    baseUrl: "https://api.twilio.com",
    ...account,
    from: account.number,
    whatsappFrom: null,
    statusCallbackUrl: () => `${endpoint}/status`,
    timeoutMs: 1000,
  }).send(reminder(), start);

const called = (ErrorCode: string) => {
  const form = new URLSearchParams({ MessageSid: sid, MessageStatus: "undelivered", ErrorCode });
  const bytes = new TextEncoder().encode(form.toString());
  return statusReport(`${endpoint}/status?execution=9f2d1c`, bytes);
};

describe("what Twilio's codes mean", () => {
  it.each(table)("%i: %s, told by the answer and by the callback alike", async (code, why) => {
    const told =
      why === "throttled"
        ? { kind: "unavailable", why }
        : { kind: "rejected", why, providerCode: String(code) };
    expect(await createdWith(code)).toMatchObject(told);
    expect(called(String(code))).toMatchObject({ value: { errorCode: String(code), why } });
  });

  it("are all in this table", () => {
    const known = Array.from({ length: 100_000 }, (_, code) => code).filter(
      (code) => reasonFor(code) !== null,
    );
    expect(known).toEqual(table.map(([code]) => code));
  });

  it.each(["99999", "12", "nonsense"])("%s is passed on, and not guessed at", (code) => {
    expect(called(code)).toMatchObject({ value: { errorCode: code, why: null } });
  });

  it.each(["", "0"])("%j is no error", (code) => {
    expect(called(code)).toMatchObject({ value: { errorCode: null, why: null } });
  });
});
