import type { Links } from "#core/appointment/events";
import type { CustomerId } from "#core/kernel/ids";
import type { Result } from "#core/kernel/result";
import type { Instant, Zone } from "#core/kernel/time";
import type { Unwritable, Written } from "#core/message/write";
import type { DepositRules } from "#core/payment/deposit-rules";
import type { SendingRules } from "#core/policy/sending-rules";
import type { RiskHistory } from "#core/risk/score";
import type { TenantSettings } from "#core/tenant/settings";
import type { JourneyFacts } from "#core/workflow/draft";

/**
 * What a pack makes of a template for one appointment: the text as it will stand on the phone, or why there is
 * none. `template_missing`: an older journey names a text that the pack no longer has.
 */
export type Compose = (
  template: string,
  values: {
    readonly settings: TenantSettings;
    readonly start: Instant;
    readonly zone: Zone;
    readonly links: Links;
    /** Where the deposit can be paid; `null` where none is to be paid. */
    readonly depositLink?: string | null;
    /** Our page that notes that the review link was opened; left out where there is none. */
    readonly reviewPage?: string | undefined;
    /** An e-mail: nobody can answer it with a letter, and it has room. */
    readonly isEmail?: boolean;
    /** Nobody need be asked to confirm it any more. */
    readonly isConfirmed?: boolean;
  },
) => Result<Written, Unwritable | "template_missing">;

export type AppointmentFacts = JourneyFacts & {
  readonly settings: TenantSettings;
  readonly compose: Compose;
  readonly minimumGapMs: number;
  readonly sending: SendingRules;
  /** The pack's; what the business has decided in its settings goes before. */
  readonly deposits: DepositRules;
  /** What the other appointments of each customer in question add up to; left out where no journey asks. */
  readonly others?: Readonly<Record<CustomerId, RiskHistory>>;
  /** Where the link of a text that asks for a review leads first; left out where we have no such page. */
  readonly reviewPage?: string | undefined;
  /** The zones of customers who have one of their own; asked where a booking came without. */
  readonly ownZones?: Readonly<Record<CustomerId, Zone>>;
};
