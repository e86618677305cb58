import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { createQueues } from "#adapters/aws/queues";
import type { LetterRows } from "#adapters/aws/letter-rows";
import { createSchedules } from "#adapters/aws/schedules";
import { timerFrom } from "#adapters/aws/timer-message";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { createTimers } from "#adapters/aws/timers";
import { type Around, patience } from "#functions/aws-around";
import { rulesOf } from "#functions/aws-attempts";
import type { Coming } from "#functions/aws-house";
import { lettersOnAws } from "#functions/aws-letters";
import { watched } from "#functions/awaited";
import type { Deps } from "#functions/deps";
import type { Ground } from "#functions/env-ground";

/** The queue that schedules ring. */
const wakesQueue = "wakes";

/** Queues and timers. A queue or a schedule that the function was not told of is missed when it is used, not before. */
export const queuesOnAws = (
  { ground, clock, clients }: Pick<Around, "ground" | "clock" | "clients">,
  { log, metrics }: Pick<Deps, "log" | "metrics">,
  rows: LetterRows,
) => {
  const sqs = clients.sqs ?? new SQSClient(patience);
  const queues = createQueues({
    sqs,
    clock,
    placeOf: (queue) => placeIn(ground, queue),
  });
  const schedules = createSchedules({
    scheduler: clients.scheduler ?? new SchedulerClient(patience),
    group: ground.ARO_SCHEDULES ?? "",
    queueArn: ground.ARO_QUEUE_WAKES_ARN ?? "",
    roleArn: ground.ARO_SCHEDULES_ROLE ?? "",
    deadLetterArn: ground.ARO_SCHEDULES_UNRUNG ?? "",
  });
  const timers = createTimers({
    rows: createTimerRows(clients.dynamo, timerTable(ground)),
    schedules,
    queues,
    queue: wakesQueue,
    clock,
    tell: (trouble) => {
      metrics.count("timers.unplanned", { why: trouble.why });
      log.warn("timer.unplanned", trouble);
    },
  });
  const coming: Coming = {
    accept: (...given) => queues.accept(...given),
    timerIn: timerFrom,
    planAhead: (limit) => timers.planAhead(limit),
  };
  const ports = {
    queues: watched<Deps["queues"]>("queues", queues),
    timers: watched<Deps["timers"]>("timers", timers),
    deadLetters: watched<Deps["deadLetters"]>("letters", lettersOnAws({ rows, queues, clock })),
  };
  return { ports, coming };
};

/** Rows of timers stand among the views, in an index of their own that orders them for all tenants at once. */
export const timerTable = (ground: Ground) => ({
  name: ground.needed("ARO_TABLE_VIEWS"),
  partition: "pk",
  sort: "sk",
  expiry: "expiresAt",
  index: { name: "timers", partition: "timers", sort: "due" },
});

/** By the names that the stacks give: a queue's dead letters lie in a queue named after it. */
const placeIn = (ground: Ground, queue: string) => {
  const url = urlOf(ground, queue);
  return { url, deadLetterUrl: `${url}-dead`, ...rulesOf(queue) };
};

const urlOf = (ground: Ground, queue: string): string => {
  if (queue === "executions") return ground.needed("ARO_QUEUE_EXECUTIONS");
  if (queue === "classifications") return ground.needed("ARO_QUEUE_CLASSIFICATIONS");
  if (queue === wakesQueue) return urlIn(ground.needed("ARO_QUEUE_WAKES_ARN"));
  if (queue.startsWith(parked)) {
    const reader = queue.slice(parked.length);
    return urlIn(ground.needed("ARO_QUEUE_WAKES_ARN").replace(/wakes$/, `${reader}-dead`));
  }
  if (queue.startsWith(givenBack))
    return `${ground.needed("ARO_QUEUE_GIVEN_BACK")}${queue.slice(givenBack.length)}`;
  throw new Error(`Cannot find the queue "${queue}": there is none of that name`);
};

/** Where a reader of the stream puts aside what it cannot take. */
const parked = "parked-";

/** Each reader of the stream has such a queue, of commits that it takes once more. */
const givenBack = "given-back-";

/** `arn:aws:sqs:<region>:<account>:<name>` */
const urlIn = (arn: string): string => {
  const [, , , region, account, name] = arn.split(":");
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};
