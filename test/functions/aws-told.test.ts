import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAcuity } from "#adapters/acuity/booking-system";
import { notified } from "#adapters/acuity/sample";
import { as } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { askerOf } from "#functions/aws-asker";
import { mailDoorOnAws } from "#functions/aws-mail-door";
import { paymentsOnAws } from "#functions/aws-payments";
import type { Told } from "#functions/aws-told";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const now = at("2026-03-02T15:00:00Z");
const silent = () => new Promise<Response>(() => undefined);
const told = {
  variables: { STRIPE_SECRET_KEY: "sk_test_1" },
  outside: {
    carrier: silent,
    payments: silent,
    mail: silent,
    booking: { calendly: silent, calcom: silent, acuity: silent, square: silent },
  },
  clock: { now: () => now },
  callbackUrl: "https://aro.example.com",
  timeoutMs: 4_000,
} as unknown as Told;

const asking = {
  secrets: ["secret"],
  access: { userId: "1", apiKey: "key" },
  now,
};

it.each([
  [
    "a booking system",
    () => createAcuity(askerOf(told, "acuity")).read(Buffer.from(notified("scheduled", 1)), asking),
    { ok: false, refusal: { details: { why: "timeout" } } },
  ],
  [
    "the payment service",
    () => paymentsOnAws(told).ownerOf(as("riverside"), "pi_1"),
    { kind: "unavailable", why: "timeout" },
  ],
  ["the mail service", () => mailDoorOnAws(told).certificateAt("https://sns.example.com"), null],
])(
  "%s that is silent is waited for as long as the function was told to",
  async (_, ask, answer) => {
    let answered: unknown;
    void ask().then((came) => (answered = came));
    await vi.dynamicImportSettled(); // The payment service's library comes with its first call.
    await vi.advanceTimersByTimeAsync(3_900);
    expect(answered).toBeUndefined();
    await vi.advanceTimersByTimeAsync(200);
    if (answer === null) expect(answered).toBeNull();
    else expect(answered).toMatchObject(answer);
  },
);
