import type { Logger } from "@aws-lambda-powertools/logger";
import type { LetterRows } from "#adapters/aws/letter-rows";
import type { SqsQueues } from "#adapters/aws/queues";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Delivery } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import type { Reading } from "#functions/aws-buried";
import type { AddressLimit } from "#functions/address-limit";
import type { Deps } from "#functions/deps";

/** What every call finds, however little its function may do. */
export type BareHouse<D extends Pick<Deps, "log" | "metrics">> = {
  readonly deps: D;
  readonly logger: Pick<Logger, "addContext">;
  /** Who was refused too often to be listened to. */
  readonly limit: AddressLimit;
  /** Whether work that was left behind fails the call. In a test it must; out there it is an alarm. */
  readonly isStrict: boolean;
  /** Whether it was opened with secrets that are others by now; not known of a house without any. */
  readonly isOutdated?: () => Promise<boolean>;
};

/** Whose turn it is when a clock rings. */
export type ForEach = { readonly tenants: () => Promise<readonly TenantId[]> };

/** How messages and timers find their way to a function. */
export type Coming = {
  /** Deliveries of the messages that a function was called with. */
  readonly accept: SqsQueues["accept"];
  /** The timer that a delivery brings; `null` where it brings none. */
  readonly timerIn: (delivery: Delivery) => Timer | null;
  /** Brings timers that have come near to where they ring; answers how many. */
  readonly planAhead: (limit: number) => Promise<number>;
};

/** What a function on AWS finds when it is called. */
export type AwsHouse = BareHouse<Deps> &
  ForEach & {
    readonly coming: Coming;
    /** How to read what lies in the queues of dead letters. */
    readonly buried: Reading;
    /** What is kept of what came to nothing. */
    readonly letterRows: LetterRows;
    /** Gives commits their positions in the feed. */
    readonly sequence: (commits: readonly Commit[]) => Promise<void>;
  };
