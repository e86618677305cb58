import type { Facts } from "#core/kernel/decider";
import type { StreamName } from "#core/kernel/ids";
import type { OperatorCard } from "#core/operator/card";
import type { NoticeWords } from "#core/operator/notice-text";

export type OperatorFacts = Facts &
  NoticeWords & {
    readonly stream: StreamName;
    /** `null` once they have been removed. */
    readonly card: OperatorCard | null;
    /** At most one message in this time. */
    readonly everyMs: number;
  };
