import { randomBytes } from "node:crypto";
import type { TenantId } from "#core/kernel/ids";
import type { Endpoint } from "#core/ports/endpoints";
import type { Variables } from "#functions/env-ground";

/** A door as its provider wants it: which variables open it, and where it is. */
type Door = {
  /** With what its webhooks are signed. */
  readonly secret: string;
  /** With what the provider is asked back, by the name that its adapter knows. */
  readonly access: Readonly<Record<string, string>>;
  /** What access goes without. */
  readonly optional?: string;
  readonly toleranceMs: number;
  /** What stands behind the endpoint's id in each of its addresses. */
  readonly ends: readonly string[];
};

/** Most of these signatures do not say when they were made. */
const plain = { access: {}, toleranceMs: 0, ends: [""] };

const doors = {
  calendly: {
    ...plain,
    secret: "CALENDLY_SIGNING_KEY",
    access: { token: "CALENDLY_TOKEN", organization: "CALENDLY_ORGANIZATION" },
    toleranceMs: 180_000, // As Calendly's own sample has it.
  },
  calcom: { ...plain, secret: "CALCOM_WEBHOOK_SECRET", access: { apiKey: "CALCOM_API_KEY" } },
  acuity: {
    ...plain,
    secret: "ACUITY_API_KEY",
    access: { userId: "ACUITY_USER_ID", currency: "ACUITY_CURRENCY" },
    optional: "currency",
  },
  square: {
    ...plain,
    secret: "SQUARE_SIGNATURE_KEY",
    access: { accessToken: "SQUARE_ACCESS_TOKEN" },
  },
  twilio: { ...plain, secret: "TWILIO_AUTH_TOKEN", ends: ["/inbound", "/status"] },
  ses: { ...plain, secret: "SES_TOPIC" },
  stripe: { ...plain, secret: "STRIPE_WEBHOOK_SECRET", toleranceMs: 300_000 }, // As Stripe's library.
} as const satisfies Readonly<Record<string, Door>>;

export type DoorProvider = keyof typeof doors;
export const doorProviders = Object.keys(doors) as readonly DoorProvider[];

/**
 * The door with the keys that there are. Some providers give their secret out only for an address: until it is there the
 * door has one of its own, so nobody is believed. The secret before stays valid, so that what is on its way arrives.
 */
export const doorWith = (
  { tenant, provider }: { readonly tenant: TenantId; readonly provider: DoorProvider },
  variables: Variables,
  found: Endpoint | undefined,
): Endpoint => {
  const { secret, toleranceMs } = doors[provider];
  const access = accessIn(doors[provider], variables) ?? found?.access;
  return {
    id: found?.id ?? randomBytes(18).toString("base64url"),
    tenant,
    provider,
    secrets: secretsWith(variables[secret] || null, found?.secrets),
    toleranceMs,
    ...(access !== undefined && { access }),
  };
};

/** Newest first; `null` keeps what there is, or makes one. The one before a new one stays, and none before that. */
export const secretsWith = (
  secret: string | null,
  before: readonly string[] = [],
): readonly string[] => {
  const [newest] = before;
  if (newest !== undefined && (secret === null || secret === newest)) return before;
  return [secret ?? newSecret(), ...before.slice(0, 1)];
};

const newSecret = (): string => randomBytes(24).toString("hex");

/** `undefined` where a part is missing: with half of it nobody can be asked. */
const accessIn = (
  { access, optional }: Door,
  variables: Variables,
): Readonly<Record<string, string>> | undefined => {
  const all = Object.entries(access).map(([key, name]) => [key, variables[name] || null] as const);
  const lacking = all.some(([key, value]) => value === null && key !== optional);
  if (all.length === 0 || lacking) return undefined;
  return Object.fromEntries(
    all.filter((entry): entry is readonly [string, string] => entry[1] !== null),
  );
};

/** Where the provider is to post, and which of the door's variables nobody has set. */
export const aboutDoor = (
  { id }: Pick<Endpoint, "id">,
  provider: DoorProvider,
  { publicUrl, variables }: { readonly publicUrl: string; readonly variables: Variables },
) => {
  const { secret, access, ends } = doors[provider];
  const names: readonly string[] = [secret, ...Object.values(access)];
  return {
    provider,
    urls: ends.map((end) => `${publicUrl}/v1/webhooks/${provider}/${id}${end}`),
    missing: names.filter((name) => !variables[name]),
  };
};
