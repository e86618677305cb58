import type { AppointmentState, KnownAppointment } from "#core/appointment/state";
import type { Recipient } from "#core/execution/commands";
import type { addressUnreachable, numberUnreachable, providerDown } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import type { Instant } from "#core/kernel/time";
import type { DataUsed } from "#core/policy/basis";
import type { Outage } from "#core/policy/breaker";
import type { TextGone } from "#core/policy/caps";
import type { NoWay } from "#core/policy/channel";
import type { CapName, SendingRules } from "#core/policy/sending-rules";
import type { Address } from "#core/ports/messenger";
import type { TenantSettings } from "#core/tenant/settings";

/** What may be done now with a planned text, and why not, if not; `used` where a clock on a wall was asked for it. */
export type Verdict = { readonly used?: DataUsed } & (
  | { readonly kind: "send"; readonly to: Address }
  | { readonly kind: "defer"; readonly until: Instant; readonly why: DeferReason }
  | { readonly kind: "skip"; readonly why: SkipReason }
  /** It would still be of use, and has waited long enough: a person has to see to it. */
  | { readonly kind: "give_up"; readonly why: typeof providerDown }
);

export type DeferReason =
  | "tenant_on_hold"
  | "quiet_hours"
  | CapName
  | "too_soon_after_previous"
  | "another_under_way"
  | typeof providerDown
  | "pacing";

/** What the customer has said of the visit, that makes a text out of place which comes by itself. */
export type SaidAlready = "visit_given_up" | "other_time_wished" | "answered_already";

export type SkipReason =
  | DeferReason
  | "appointment_changed"
  | "appointment_ended"
  | "visit_begun"
  | SaidAlready
  | "customer_erased"
  | "opted_out"
  | "no_consent"
  | typeof numberUnreachable
  | typeof addressUnreachable
  | NoWay
  | "stale";

export type SendQuestion = {
  readonly now: Instant;
  readonly appointment: AppointmentState;
  readonly execution: Execution;
  readonly recipient: Recipient;
  readonly settings: TenantSettings;
  readonly rules: SendingRules;
  /** Every other text that went to the customer, or may have. */
  readonly gone: readonly TextGone[];
  readonly minimumGapMs: number;
  /** When its turn is in the sender's line; `null` where it need not stand there. */
  readonly slot: Instant | null;
  /** Until when nobody asks the provider; `null` where everybody may. */
  readonly outage: Outage | null;
};

/** The same, of an appointment that there is, and of the way to its customer. */
export type Asked = Omit<SendQuestion, "appointment"> & {
  readonly appointment: KnownAppointment;
  readonly phone: string | null;
  readonly way: Address | NoWay;
};
