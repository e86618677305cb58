import { createAcuity } from "#adapters/acuity/booking-system";
import type { Asker } from "#adapters/ask-json";
import { createCalcom } from "#adapters/calcom/booking-system";
import { createCalendly } from "#adapters/calendly/booking-system";
import { createAcuitySandbox } from "#adapters/sandbox-booking/acuity";
import { createCalcomSandbox } from "#adapters/sandbox-booking/calcom";
import { createCalendlySandbox } from "#adapters/sandbox-booking/calendly";
import type { SandboxSystem } from "#adapters/sandbox-booking/shelf";
import { createSquareSandbox } from "#adapters/sandbox-booking/square";
import { createSquare } from "#adapters/square/booking-system";
import type { LocalEndpoints } from "#adapters/local/endpoints";
import type { TenantId } from "#core/kernel/ids";
import type { BookingSystem } from "#core/ports/booking";
import type { BookingProvider } from "#functions/deps";
import type { Configuration } from "#functions/env";

export type SandboxSystems = Readonly<Record<BookingProvider, SandboxSystem>>;

/** Where a provider is asked, in place of its sandbox or its own address. */
export type BookingUrls = Partial<Readonly<Record<BookingProvider, string>>>;

/** Square and Acuity both want their webhook answered soon after; nobody is kept waiting longer than this. */
const timeoutMs = 10_000;

type Around = {
  readonly configuration: Pick<Configuration, "ARO_MODE">;
  readonly tenant: TenantId;
  readonly bookingUrls?: BookingUrls;
};

/** The four booking systems as they are asked: the real ones, sandboxes in this process, or wherever `bookingUrls` says. */
export const bookingSystemsFor = async (
  endpoints: LocalEndpoints,
  { configuration, tenant, bookingUrls = {} }: Around,
): Promise<{
  readonly systems: Readonly<Record<BookingProvider, BookingSystem>>;
  readonly sandboxes: SandboxSystems | null;
}> => {
  const isSandbox = configuration.ARO_MODE === "sandbox";
  const sandboxes = isSandbox ? await sandboxSystemsFor(endpoints, tenant) : null;
  const asker = (provider: BookingProvider): Asker => {
    const elsewhere = bookingUrls[provider];
    if (elsewhere !== undefined) return { fetch, baseUrl: elsewhere, timeoutMs };
    return { fetch: sandboxes?.[provider].fetch ?? fetch, baseUrl: realUrls[provider], timeoutMs };
  };
  return { systems: systemsAsking(asker), sandboxes };
};

const systemsAsking = (
  asker: (provider: BookingProvider) => Asker,
): Readonly<Record<BookingProvider, BookingSystem>> => ({
  calendly: createCalendly(asker("calendly")),
  calcom: createCalcom(asker("calcom")),
  acuity: createAcuity(asker("acuity")),
  square: createSquare(asker("square")),
});

const realUrls: Readonly<Record<BookingProvider, string>> = {
  calendly: "https://api.calendly.com",
  calcom: "https://api.cal.com",
  acuity: "https://acuityscheduling.com",
  square: "https://connect.squareup.com",
};

/** Sandboxes that know the business's keys, as its doors have them today. */
const sandboxSystemsFor = async (
  endpoints: LocalEndpoints,
  tenant: TenantId,
): Promise<SandboxSystems> => {
  const known = await endpoints.ofTenant(tenant);
  const of = (provider: BookingProvider) => known.find((one) => one.provider === provider);
  const access = (provider: BookingProvider, name: string) => of(provider)?.access?.[name] ?? "";
  return {
    calendly: createCalendlySandbox({ token: access("calendly", "token") }),
    calcom: createCalcomSandbox({ apiKey: access("calcom", "apiKey") }),
    acuity: createAcuitySandbox({
      userId: access("acuity", "userId"),
      apiKey: of("acuity")?.secrets[0] ?? "",
    }),
    square: createSquareSandbox({ accessToken: access("square", "accessToken") }),
  };
};
