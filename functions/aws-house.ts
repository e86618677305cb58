import type { Logger } from "@aws-lambda-powertools/logger";
import type { SqsQueues } from "#adapters/aws/queues";
import type { TenantId } from "#core/kernel/ids";
import type { Delivery } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import type { Deps } from "#functions/deps";

/** What a function on AWS finds when it is called. */
export type AwsHouse = {
  readonly deps: Deps;
  readonly logger: Pick<Logger, "addContext">;
  /** Deliveries of the messages that a function was called with. */
  readonly accept: SqsQueues["accept"];
  readonly timerIn: (delivery: Delivery) => Timer | null;
  readonly tenants: () => Promise<readonly TenantId[]>;
  /** Whether work that was left behind fails the call. In a test it must; out there it is an alarm. */
  readonly isStrict: boolean;
};
