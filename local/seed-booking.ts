import { randomBytes } from "node:crypto";
import type { LocalEndpoints } from "#adapters/local/endpoints";
import type { TenantId } from "#core/kernel/ids";
import type { Endpoint } from "#core/ports/endpoints";
import type { BookingProvider } from "#functions/deps";
import type { Configuration } from "#functions/env";
import { secretsWith } from "#functions/provider-doors";

/** The doors of the booking systems; `null` where nothing in the environment opens one, or lets it ask back. */
export type SeededBooking = Readonly<Record<BookingProvider, Endpoint | null>>;

/** With what a door believes a provider, and asks it back. `secret: null` keeps, or makes, one of its own. */
type Keys = {
  readonly secret: string | null;
  readonly access: Readonly<Record<string, string>> | null;
};

/**
 * Makes the booking systems' doors, once; later starts find them. A sandbox has them all, with made-up keys. Live
 * keys come from the environment, and a door without them stays closed.
 */
export const seedBooking = async (
  endpoints: LocalEndpoints,
  tenant: TenantId,
  configuration: Configuration,
): Promise<SeededBooking> => {
  const existing = await endpoints.ofTenant(tenant);
  const open = async (provider: BookingProvider): Promise<Endpoint | null> => {
    const keys = keysOf(provider, configuration);
    const found = existing.find((one) => one.provider === provider) ?? null;
    if (keys === null) return null;
    const wanted = found === null ? opened(tenant, provider, keys) : withKeys(found, keys);
    if (found === null || JSON.stringify(wanted) !== JSON.stringify(found))
      await endpoints.put(wanted);
    return wanted;
  };
  // Calendly has a door since the beginning; here it may learn to ask back.
  const calendly = await open("calendly");
  const [calcom, acuity] = [await open("calcom"), await open("acuity")];
  return { calendly, calcom, acuity, square: await open("square") };
};

/** The booking systems that the business uses. */
export const systemsIn = (doors: SeededBooking): readonly BookingProvider[] =>
  (Object.keys(doors) as BookingProvider[]).filter((provider) => doors[provider] !== null);

/** What an outside program needs to play these booking systems. */
export const bookingEntries = (hook: string, { calcom, acuity, square }: SeededBooking) => ({
  calcom: entryOf(hook, calcom, "X-Cal-Signature-256"),
  acuity: entryOf(hook, acuity, "X-Acuity-Signature"),
  square: entryOf(hook, square, "X-Square-HmacSha256-Signature"),
});

const entryOf = (hook: string, endpoint: Endpoint | null, signatureHeader: string) =>
  endpoint === null
    ? null
    : {
        url: `${hook}/${endpoint.provider}/${endpoint.id}`,
        signingSecret: endpoint.secrets[0],
        signatureHeader,
        access: endpoint.access ?? {},
      };

const opened = (
  tenant: TenantId,
  provider: BookingProvider,
  { secret, access }: Keys,
): Endpoint => ({
  id: randomBytes(18).toString("base64url"),
  tenant,
  provider,
  secrets: secretsWith(secret),
  toleranceMs: 0, // None of these signatures says when it was made.
  ...(access !== null && { access }),
});

/** The secret before stays valid beside a new one, so that what is on its way still arrives. */
const withKeys = (endpoint: Endpoint, { secret, access }: Keys): Endpoint => ({
  ...endpoint,
  secrets: secretsWith(secret, endpoint.secrets),
  ...(access !== null && { access }),
});

const keysOf = (provider: BookingProvider, configuration: Configuration): Keys | null =>
  configuration.ARO_MODE === "sandbox"
    ? { secret: null, access: sandboxAccess[provider] }
    : liveKeys[provider](configuration);

/** Made up, for the sandboxes of these systems. */
const sandboxAccess = {
  calendly: {
    token: "sandbox-calendly-token",
    organization: "https://api.calendly.com/organizations/SANDBOX000000001",
  },
  calcom: { apiKey: "cal_sandbox_0000000000000001" },
  acuity: { userId: "11145481", currency: "USD" },
  square: { accessToken: "sandbox-square-token" },
} as const satisfies Record<BookingProvider, Readonly<Record<string, string>>>;

type Live = Extract<Configuration, { ARO_MODE: "live" }>;

/** What opens each door; `null` where nobody uses the system. */
const liveKeys: Readonly<Record<BookingProvider, (live: Live) => Keys | null>> = {
  calendly: ({
    CALENDLY_SIGNING_KEY: secret,
    CALENDLY_TOKEN: token,
    CALENDLY_ORGANIZATION: organization,
  }) =>
    secret === undefined
      ? null
      : {
          secret,
          access:
            token === undefined || organization === undefined ? null : { token, organization },
        },
  calcom: ({ CALCOM_WEBHOOK_SECRET: secret, CALCOM_API_KEY: apiKey }) =>
    secret === undefined ? null : { secret, access: apiKey === undefined ? null : { apiKey } },
  acuity: ({ ACUITY_API_KEY: secret, ACUITY_USER_ID: userId, ACUITY_CURRENCY: currency }) =>
    secret === undefined || userId === undefined
      ? null
      : { secret, access: { userId, ...(currency !== undefined && { currency }) } },
  square: ({ SQUARE_SIGNATURE_KEY: secret, SQUARE_ACCESS_TOKEN: accessToken }) =>
    secret === undefined || accessToken === undefined ? null : { secret, access: { accessToken } },
};
