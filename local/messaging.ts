import { join } from "node:path";
import type { SandboxClock } from "#adapters/local/clock";
import { asDataUnusable } from "#adapters/local/data-unusable";
import { type Carrier, createCarrier } from "#adapters/sandbox-carrier/carrier";
import { createTwilioMessenger } from "#adapters/twilio/outbound";
import type { Pace } from "#core/policy/pacing";
import type { Messenger } from "#core/ports/messenger";
import type { Configuration } from "#functions/env";
import type { Surroundings } from "#local/compose";
import { sandboxAccount, type Seeded } from "#local/seed";

/**
 * In the sandbox both sides of the carrier live in this process. Its callback addresses bear no port:
 * the next start may listen on another one, and must still believe what was signed before.
 */
export const insideUrl = "http://127.0.0.1";

export const sandboxCarrier = (
  around: Surroundings,
  seeded: Seeded,
  clock: SandboxClock,
): Carrier => {
  if (around.carrier !== undefined) return around.carrier(() => clock.now());
  const path = join(around.configuration.ARO_DATA, "carrier.db");
  try {
    return createCarrier({
      ...sandboxAccount,
      authToken: seeded.twilio.secrets[0] ?? "",
      path,
      era: around.era,
      clock,
      inboundUrl: `${insideUrl}/v1/webhooks/twilio/${seeded.twilio.id}/inbound`,
      deliver: around.deliver,
      ...(around.faults === undefined ? {} : { faults: around.faults }),
    });
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

export const accountSidOf = (configuration: Configuration): string =>
  configuration.ARO_MODE === "live" ? configuration.TWILIO_ACCOUNT_SID : sandboxAccount.accountSid;

/**
 * What carriers let a sender do that nobody has told us more about: one segment a second from a number, and the
 * least that a registered campaign has from a messaging service (3.75). The sandbox's carrier takes any speed.
 */
export const senderPaceOf = (configuration: Configuration): Pace | null => {
  if (configuration.ARO_MODE !== "live") return null;
  return { segmentsPerSecond: configuration.TWILIO_FROM.startsWith("MG") ? 3.75 : 1, burst: 1 };
};

export const messengerFor = (
  around: Surroundings,
  seeded: Seeded,
  carrier: Carrier | null,
): Messenger => {
  const { configuration } = around;
  const isLive = configuration.ARO_MODE === "live";
  const callbacks = carrier === null ? around.publicUrl() : insideUrl;
  return createTwilioMessenger({
    fetch: carrier?.fetch ?? fetch,
    baseUrl: "https://api.twilio.com",
    accountSid: accountSidOf(configuration),
    authToken: seeded.twilio.secrets[0] ?? "",
    from: isLive ? configuration.TWILIO_FROM : sandboxAccount.number,
    whatsappFrom: isLive ? (configuration.TWILIO_WHATSAPP_FROM ?? null) : sandboxAccount.number,
    timeoutMs: 30_000, // Twilio itself gives up after about 26 s: most time-outs then become answers.
    statusCallbackUrl: (execution) =>
      `${callbacks}/v1/webhooks/twilio/${seeded.twilio.id}/status?execution=${execution}`,
  });
};
