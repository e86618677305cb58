import type { App } from "#core/app/app";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { BookingSystem } from "#core/ports/booking";
import type { Endpoints } from "#core/ports/endpoints";
import type { TenantSettings } from "#core/tenant/settings";
import type { Codec } from "#events/codec";
import type { PhoneMessage } from "#core/ports/phone";
import type { SettingsKept } from "#core/ports/tenants";
import type { DeadLetters } from "#functions/dead-letters";
import type { Health } from "#functions/http/health";

/** What the doors need: the application, and what stands between it and the world. Built at a composition root. */
export type Deps = App & {
  readonly endpoints: Endpoints;
  readonly bookingSystems: Readonly<Record<BookingProvider, BookingSystem>>;
  /** Clocks that may vouch for a signature's age: the real one, and in the sandbox the turned one too. */
  readonly signatureClocks: () => readonly Instant[];
  /** Where providers reach us, too. Never taken from `Host`. */
  readonly publicUrl: () => string;
  /**
   * Addresses over which a URL-bound signature may have been made: the public one, and in the sandbox
   * the one at which its own carrier reaches us.
   */
  readonly signedUrls: () => readonly string[];
  /** The account whose webhooks the carrier's doors take. */
  readonly carrierAccount: string;
  /** How it is learnt whether the mail service's notifications are its own, and how one subscribes to them. */
  readonly mail: {
    readonly certificateAt: (url: string) => Promise<string | null>;
    readonly confirm: (url: string) => Promise<boolean>;
  };
  /** Whether real money moves here: what the payment service tells of the other kind is not about us. */
  readonly isMoneyReal: boolean;
  /** The business that this token speaks for; `null` where it is no token of ours. */
  readonly tenantOfToken: (token: string) => Promise<TenantId | null>;
  /** The business whose pages are shown to people on this machine. */
  readonly localTenant: TenantId;
  /** From now on the business is as it says here, if its settings are at this `version` as yet, where one is said. */
  readonly saveSettings: (
    tenant: TenantId,
    settings: TenantSettings,
    version?: string | null,
  ) => Promise<SettingsKept>;
  readonly openSealed: Codec["openSealed"];
  readonly present: Codec["present"];
  /** Every commit of a stream as it is stored, from the first on. */
  readonly sealed: (tenant: TenantId, stream: StreamName) => Promise<readonly Commit[]>;
  readonly health: Health;
  readonly deadLetters: DeadLetters;
  readonly metricsText: () => string;
  /** The simulated phone, where the carrier is a sandbox; `null` where texts go to real ones. */
  readonly phone: ((e164: string) => Promise<readonly PhoneMessage[]>) | null;
};

export type BookingProvider = "calendly" | "calcom" | "acuity" | "square";
