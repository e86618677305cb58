import { as, type TenantId } from "#core/kernel/ids";
import type { Zone } from "#core/kernel/time";
import type { Endpoint } from "#core/ports/endpoints";
import type { TenantSettings } from "#core/tenant/settings";
import { between, type Chance, oneOf } from "#test/simulation/chance";

export type SimTenant = {
  readonly id: TenantId;
  /** Stands in everything that is theirs, and must stand in nothing that is another's. */
  readonly mark: string;
  settings: TenantSettings;
  /** Since when it holds all its texts back; left out or `null` where it does not. */
  heldSinceMs?: number | null;
  readonly endpoints: readonly Endpoint[];
  readonly people: readonly Person[];
};

export type Person = {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  /** What their bookings say of it. */
  readonly toldPhone: string | null;
  /** Where they say that they are; left out where that is where the business is. */
  readonly zone?: string;
};

/** What nobody but the doors may ever see. */
export const secretMark = "SECRET";
/** Begins everything that is said of a person, and the name of each tenant. */
export const personMark = /qz\dx\d|\+1\d{10}|SECRET/i;

const zones = ["America/New_York", "America/Los_Angeles", "Europe/London", "America/Chicago"];
const areaCodes = ["404", "212", "310", "702", "512"];
const quiet = [
  { from: "20:00", until: "09:00" },
  { from: "21:00", until: "08:00" },
  { from: "22:30", until: "02:30" },
  { from: "00:00", until: "00:00" },
];

export const tenantsOf = (chance: Chance, most: number): readonly SimTenant[] => {
  const dice = chance.dice("tenants");
  return Array.from({ length: between(dice, 1, most + 1) }, (_, index): SimTenant => {
    const mark = `QZ${index}x`;
    const settings: TenantSettings = {
      name: `Riverside ${mark}`,
      zone: oneOf(dice, zones) as Zone,
      country: "US",
      locale: "en-US",
      phone: `+1404555900${index}`,
      quietHours: oneOf(dice, quiet),
      ...(dice() < 0.7 && { reviewLink: "https://example.com/review" }),
      ...(dice() < 0.7 && { bookingLink: "https://example.com/book" }),
      ...(dice() < 0.4 && { deposits: { everybody: true } }),
      ...(dice() < 0.3 && { pace: { segmentsPerSecond: 0.02, burst: 1 } }),
    };
    return {
      id: as<TenantId>(`tenant-${index}`),
      mark,
      settings,
      endpoints: ["calendly", "square", "twilio", "stripe"].map((provider) => ({
        id: `${provider}-${index}`,
        tenant: as<TenantId>(`tenant-${index}`),
        provider,
        secrets: [`${secretMark}-${provider}-${index}`],
        toleranceMs: 300_000,
        ...accessTo(provider, index),
      })),
      people: Array.from({ length: between(dice, 1, 4) }, (__, number) => {
        const phone = `+1${oneOf(dice, areaCodes)}555${1000 + index * 100 + number}`;
        const email = `${mark.toLowerCase()}${number}@example.com`;
        return { name: `Mary ${mark}${number}`, email, phone, toldPhone: phone };
      }),
    };
  });
};

const unusable = [null, "911", "ask me"];

/** By dice of their own: some write e-mails to who has no phone that takes texts, and then some have none. */
export const withMail = (chance: Chance, tenants: readonly SimTenant[]): readonly SimTenant[] => {
  const dice = chance.dice("mail");
  if (dice() < 0.4) return tenants;
  return tenants.map((tenant) => {
    if (dice() < 0.4) return tenant;
    const people = tenant.people.map((one) =>
      dice() < 0.4 ? { ...one, toldPhone: oneOf(dice, unusable) } : one,
    );
    return { ...tenant, people, settings: { ...tenant.settings, channels: { email: true } } };
  });
};

/** By dice of their own, too: one in six books from another zone than the business's. */
export const withTravellers = (
  chance: Chance,
  tenants: readonly SimTenant[],
): readonly SimTenant[] => {
  const dice = chance.dice("travellers");
  return tenants.map((tenant) => ({
    ...tenant,
    people: tenant.people.map((one) =>
      dice() < 1 / 6 ? { ...one, zone: oneOf(dice, zones) } : one,
    ),
  }));
};

/** What a booking system knows the business by that asks for its list. */
export const tokenOf = (tenant: string, system: string): string =>
  `${secretMark}-token-${system}-${tenant}`;

const accessTo = (provider: string, index: number): Pick<Endpoint, "access"> => {
  const token = tokenOf(`tenant-${index}`, provider);
  if (provider === "square") return { access: { accessToken: token } };
  if (provider !== "calendly") return {};
  return { access: { token, organization: `https://api.calendly.com/organizations/O${index}` } };
};
