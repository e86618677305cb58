import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { LocalEndpoints } from "#adapters/local/endpoints";
import type { LocalTenants } from "#adapters/local/tenants";
import type { Tokens } from "#adapters/local/tokens";
import { sandboxTopic } from "#adapters/sandbox-mailbox/topic";
import { as, type TenantId } from "#core/kernel/ids";
import type { Zone } from "#core/kernel/time";
import type { Endpoint } from "#core/ports/endpoints";
import type { TenantSettings } from "#core/tenant/settings";
import type { BookingProvider } from "#functions/deps";
import type { Configuration } from "#functions/env";
import { secretsWith } from "#functions/provider-doors";
import { keptToken, replaceFile } from "#local/sandbox-file";
import { ofTrade, seedSettings } from "#local/seed-settings";
import { bookingEntries, seedBooking, type SeededBooking, systemsIn } from "#local/seed-booking";

/** What exists from the first start on, so that there is something to try. */
export const tenant = as<TenantId>("riverside");

export const riverside: TenantSettings = {
  name: "Riverside Clinic",
  zone: "America/New_York" as Zone,
  country: "US",
  locale: "en-US",
  phone: "+14045551234",
  quietHours: { from: "20:00", until: "09:00" },
  reviewLink: "https://g.page/r/riverside-clinic/review",
  bookingLink: "https://calendly.com/riverside-clinic/visit",
  consentQuestions: [
    { question: "May we text you after your visit?", purposes: ["review", "marketing"] },
    { question: "May we text you about payments?", purposes: ["deposit"] },
  ],
};

/** A real business has not said yet who it is: nothing is sent in its name before it has. */
const unnamed: TenantSettings = {
  name: "New business",
  zone: "America/New_York" as Zone,
  country: "US",
  locale: "en-US",
  phone: "+14045551234",
  quietHours: { from: "20:00", until: "09:00" },
  onHold: true,
};

/** The sandbox carrier's account: made up, in the real format. */
export const sandboxAccount = {
  accountSid: "AC00000000000000000000000000005a4d",
  number: "+14045550100",
} as const;

/** The sandbox's own key of the payment service: made up, in the real format. */
export const sandboxStripeKey = "sk_test_sandbox";

/** Calendly's own sample refuses what is older than three minutes. */
const calendlyToleranceMs = 180_000;

/** As Stripe's own library has it. */
const stripeToleranceMs = 300_000;

type Parts = {
  readonly tenants: LocalTenants;
  readonly endpoints: LocalEndpoints;
  readonly tokens: Tokens;
};

export type Seeded = Omit<SeededBooking, "calendly"> & {
  /** One that nobody uses has a secret of its own, so nobody is believed there. */
  readonly calendly: Endpoint;
  /** The booking systems in use. */
  readonly inUse: readonly BookingProvider[];
  readonly twilio: Endpoint;
  readonly stripe: Endpoint;
  /** Its secrets are the topics that are believed there. */
  readonly ses: Endpoint;
};

/** Makes the first business and its doors, once; later starts find them. Live secrets come from the environment. */
export const seed = async (parts: Parts, configuration: Configuration): Promise<Seeded> => {
  const isMadeUp = configuration.ARO_MODE === "sandbox";
  const defaults = isMadeUp ? ofTrade(riverside, configuration.ARO_PACK) : unnamed;
  await seedSettings(parts.tenants, tenant, { defaults, isMadeUp });
  if (configuration.ARO_API_TOKEN !== undefined)
    await parts.tokens.put(configuration.ARO_API_TOKEN, tenant);
  const existing = await parts.endpoints.ofTenant(tenant);
  const secrets = secretsIn(configuration);
  const calendly = await endpoint(parts, existing, {
    provider: "calendly",
    secret: secrets.calendly,
    toleranceMs: calendlyToleranceMs,
  });
  const twilio = await endpoint(parts, existing, {
    provider: "twilio",
    secret: secrets.twilio,
    toleranceMs: 0,
  });
  const stripe = await endpoint(parts, existing, {
    provider: "stripe",
    secret: secrets.stripe,
    toleranceMs: stripeToleranceMs,
  });
  const ses = await endpoint(parts, existing, {
    provider: "ses",
    secret: secrets.ses,
    toleranceMs: 0,
  });
  const booking = await seedBooking(parts.endpoints, tenant, configuration);
  const doors = { calendly: booking.calendly ?? calendly, twilio, stripe, ses };
  return { ...booking, ...doors, inUse: systemsIn(booking) };
};

const secretsIn = (configuration: Configuration) =>
  configuration.ARO_MODE === "live"
    ? {
        calendly: configuration.CALENDLY_SIGNING_KEY ?? null,
        twilio: configuration.TWILIO_AUTH_TOKEN,
        stripe: configuration.STRIPE_WEBHOOK_SECRET ?? null,
        ses: configuration.SES_TOPIC ?? null,
      }
    : { calendly: null, twilio: null, stripe: null, ses: sandboxTopic };

/** Writes what an outside program needs to play the providers; only the owner may read it. */
export const writeSandboxFile = async (
  folder: string,
  baseUrl: string,
  seeded: Seeded,
  tokens: Tokens,
): Promise<string> => {
  const path = join(folder, "sandbox.json");
  const apiToken = keptToken(path, tokens) ?? randomBytes(24).toString("base64url");
  await tokens.put(apiToken, tenant);
  const hook = `${baseUrl}/v1/webhooks`;
  const { calendly, twilio, stripe } = seeded;
  const content = {
    baseUrl,
    tenant,
    apiToken,
    endpoints: {
      calendly: {
        url: `${hook}/calendly/${calendly.id}`,
        signingSecret: calendly.secrets[0],
        signatureHeader: "Calendly-Webhook-Signature",
      },
      ...bookingEntries(hook, seeded),
      twilio: {
        inboundUrl: `${hook}/twilio/${twilio.id}/inbound`,
        statusUrl: `${hook}/twilio/${twilio.id}/status`,
        signatureHeader: "X-Twilio-Signature",
        ...sandboxAccount,
        authToken: twilio.secrets[0],
      },
      stripe: {
        url: `${hook}/stripe/${stripe.id}`,
        signingSecret: stripe.secrets[0],
        signatureHeader: "Stripe-Signature",
      },
    },
    sandbox: {
      phone: `${baseUrl}/sandbox/phone/{e164}`,
      mailbox: `${baseUrl}/sandbox/mailbox/{address}`,
      clock: `${baseUrl}/sandbox/clock`,
      book: `${baseUrl}/sandbox/book`,
      resources: `${baseUrl}/sandbox/{calendly|calcom|acuity|square}/{kind}/{id}`,
      pay: `${baseUrl}/pay/{link}`,
    },
  };
  replaceFile(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
};

const endpoint = async (
  { endpoints }: Parts,
  existing: readonly Endpoint[],
  wanted: {
    readonly provider: string;
    readonly secret: string | null;
    readonly toleranceMs: number;
  },
): Promise<Endpoint> => {
  const { provider, secret, toleranceMs } = wanted;
  const found = existing.find((one) => one.provider === provider);
  if (found !== undefined && (secret === null || found.secrets[0] === secret)) return found;

  const made = found === undefined ? newEndpoint(provider, toleranceMs) : found;
  const put = secret === null ? made : { ...made, secrets: secretsWith(secret, found?.secrets) };
  await endpoints.put(put);
  return put;
};

const newEndpoint = (provider: string, toleranceMs: number): Endpoint => ({
  id: randomBytes(18).toString("base64url"),
  tenant,
  provider,
  secrets: [`${provider === "stripe" ? "whsec_" : ""}${randomBytes(24).toString("hex")}`],
  toleranceMs,
});
