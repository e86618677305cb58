import type { Links } from "#core/appointment/events";
import type { Result } from "#core/kernel/result";
import type { Instant, Zone } from "#core/kernel/time";
import type { Unwritable, Written } from "#core/message/write";
import type { SendingRules } from "#core/policy/sending-rules";
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
  },
) => Result<Written, Unwritable | "template_missing">;

export type AppointmentFacts = JourneyFacts & {
  readonly settings: TenantSettings;
  readonly compose: Compose;
  readonly minimumGapMs: number;
  readonly sending: SendingRules;
};
