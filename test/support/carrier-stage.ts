import {
  createCarrier,
  type Carrier,
  type CarrierSettings,
} from "#adapters/sandbox-carrier/carrier";
import { createTwilioMessenger, type TwilioSettings } from "#adapters/twilio/outbound";
import { as } from "#core/kernel/ids";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { Messenger, TextMessage } from "#core/ports/messenger";

export const account = {
  accountSid: "ACsandbox",
  authToken: "sandbox-token",
  number: "+15550100000",
} as const;
export const endpoint = "https://aro.example.com/v1/webhooks/twilio/ep1";
export const mrsIto = "+14045550134";
export const start = at("2026-03-02T09:00:00.250Z");

export const reminder = (changes: Partial<TextMessage> = {}): TextMessage => ({
  tenant: as("tenant-a"),
  executionId: as("9f2d1c"),
  to: { kind: "phone", phone: mrsIto },
  body: "Your visit is on Tuesday at 9:00. Reply C to confirm.",
  usefulUntil: plusMs(start, 3_600_000),
  ...changes,
});

/** A hand-turned clock. */
export const turnableClock = () => {
  let now: Instant = start;
  return {
    now: () => now,
    turn: (ms: number): Instant => {
      now = plusMs(now, ms);
      return now;
    },
  };
};

export type Received = {
  readonly url: string;
  readonly headers: Headers;
  readonly rawBody: Uint8Array;
  readonly form: URLSearchParams;
};

export type CarrierStage = {
  readonly carrier: Carrier;
  readonly clock: ReturnType<typeof turnableClock>;
  /** Every webhook that the carrier has posted, in order. */
  readonly received: readonly Received[];
  /** What the next webhooks are answered with, one each; 204 after that. */
  readonly answerWith: (...statuses: readonly (number | "no answer")[]) => void;
};

export const carrierStage = (settings: Partial<CarrierSettings> = {}): CarrierStage => {
  const clock = turnableClock();
  const received: Received[] = [];
  const answers: (number | "no answer")[] = [];
  const carrier = createCarrier({
    ...account,
    path: ":memory:",
    clock,
    inboundUrl: `${endpoint}/inbound`,
    deliver: async (request) => {
      const rawBody = new Uint8Array(await request.arrayBuffer());
      const form = new URLSearchParams(new TextDecoder().decode(rawBody));
      received.push({ url: request.url, headers: request.headers, rawBody, form });
      const status = answers.shift() ?? 204;
      if (status === "no answer") throw new TypeError("fetch failed");
      return new Response(null, { status });
    },
    ...settings,
  });
  return { carrier, clock, received, answerWith: (...statuses) => void answers.push(...statuses) };
};

export const messengerOver = (
  fetch: TwilioSettings["fetch"],
  settings: Partial<TwilioSettings> = {},
): Messenger =>
  createTwilioMessenger({
    fetch,
    baseUrl: "https://api.twilio.com",
    accountSid: account.accountSid,
    authToken: account.authToken,
    from: account.number,
    whatsappFrom: null,
    statusCallbackUrl: (execution) => `${endpoint}/status?execution=${execution}`,
    timeoutMs: 10_000,
    ...settings,
  });
