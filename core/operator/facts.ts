import type { Facts } from "#core/kernel/decider";
import type { StreamName } from "#core/kernel/ids";
import type { OperatorCard } from "#core/operator/card";
import type { NoticeWords } from "#core/operator/notice-text";
import type { TenantSettings } from "#core/tenant/settings";

export type OperatorFacts = Facts &
  NoticeWords &
  Pick<TenantSettings, "quietHours" | "openingHours"> & {
    readonly stream: StreamName;
    /** `null` once they have been removed. */
    readonly card: OperatorCard | null;
    /** At most one message in this time. */
    readonly everyMs: number;
    /** Whether this kind of task may wake people, where it is of high priority. */
    readonly wakes: (kind: string) => boolean;
  };
