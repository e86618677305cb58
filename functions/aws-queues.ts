import { createQueues } from "#adapters/aws/queues";
import { createSchedules } from "#adapters/aws/schedules";
import { timerFrom } from "#adapters/aws/timer-message";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { createTimers, type TimerTrouble } from "#adapters/aws/timers";
import type { Around } from "#functions/aws-around";
import type { Ground } from "#functions/env-ground";
import { manifest } from "#manifest";

/** The queue that schedules ring. */
export const wakesQueue = "wakes";

/** Queues and timers. What the function was not told of is missed when it is used, not before. */
export const queuesOnAws = (
  { ground, clock, clients }: Pick<Around, "ground" | "clock" | "clients">,
  tell: (trouble: TimerTrouble) => void,
) => {
  const queues = createQueues({
    sqs: clients.sqs,
    clock,
    placeOf: (queue) => placeIn(ground, queue),
  });
  const schedules = createSchedules({
    scheduler: clients.scheduler,
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
    tell,
  });
  return {
    queues,
    timers,
    accept: queues.accept,
    timerIn: timerFrom,
  };
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

const rulesOf = (queue: string) => {
  const { visibilityMs, maxAttempts } = manifest.queues.find(({ name }) => name === queue) ?? wakes;
  return { visibilityMs, maxAttempts };
};

/** How often what stands among the dead letters of this name was tried before. */
export const attemptsOf = (queue: string): number => elsewhere[queue] ?? rulesOf(queue).maxAttempts;

/** As the schedules, the rules and the readers of the stream are set up: the first time, and the repeats. */
const elsewhere: Readonly<Record<string, number>> = {
  schedules: 4,
  react: 6,
  project: 6,
  "every-minute": 2,
  "every-quarter-hour": 2,
};

/** As the embedded runtime has it for the others. */
const wakes = { visibilityMs: 60_000, maxAttempts: 8 };

const urlOf = (ground: Ground, queue: string): string => {
  if (queue === "executions") return ground.needed("ARO_QUEUE_EXECUTIONS");
  if (queue === "classifications") return ground.needed("ARO_QUEUE_CLASSIFICATIONS");
  if (queue === wakesQueue) return urlIn(ground.needed("ARO_QUEUE_WAKES_ARN"));
  if (queue.startsWith(givenBack))
    return `${ground.needed("ARO_QUEUE_GIVEN_BACK")}${queue.slice(givenBack.length)}`;
  throw new Error(`Cannot find the queue "${queue}": there is none of that name`);
};

/** Each reader of the stream has such a queue, of commits that it takes once more. */
const givenBack = "given-back-";

/** `arn:aws:sqs:<region>:<account>:<name>` */
const urlIn = (arn: string): string => {
  const [, , , region, account, name] = arn.split(":");
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};
