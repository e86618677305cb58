import { AsyncLocalStorage } from "node:async_hooks";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { AskStreams } from "#adapters/aws/put-aside";
import { clientOf } from "#test/simulation/aws/client";
import { ownersOf } from "#test/simulation/aws/owners";
import { refused } from "#test/simulation/aws/values";
import { cancelled } from "#test/simulation/aws/writes";
import type { FaultKind } from "#test/simulation/faults";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { PlantedOnAws } from "#test/simulation/planted";
import type { World } from "#test/simulation/world";

/** Whose call it is: whatever is asked over a client is asked by the invocation in which it was begun. */
export const calls = new AsyncLocalStorage<Invocation>();

export const caller = (): Invocation => {
  const invocation = calls.getStore();
  if (invocation === undefined) throw new Error("Cannot ask AWS: nobody is calling");
  return invocation;
};

type Question = { readonly service: string; readonly command: string; readonly input: object };
type Answer = (command: string, input: object) => object;

export type Wired = {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
  readonly askStreams: AskStreams;
};

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly answers: Readonly<Record<"dynamo" | "kms" | "sqs" | "scheduler" | "streams", Answer>>;
  readonly planted: PlantedOnAws;
  readonly checkOwner: (invocation: Invocation, tenant: string, call: string) => void;
};

/** The clients of the SDK over everything that may go wrong between them and AWS. */
export const wired = (parts: Parts): Wired => {
  const { answers } = parts;
  const asked = parts.planted.asks ?? ((_: string, input: object) => input);
  const once = (service: keyof typeof answers) => (command: string, input: object) =>
    ask(parts, { service, command, input: asked(command, input) }, answers[service]);
  return {
    dynamo: clientOf(once("dynamo")),
    kms: clientOf(patient(parts.world, once("kms"))),
    sqs: clientOf(patient(parts.world, once("sqs"))),
    scheduler: clientOf(patient(parts.world, once("scheduler"))),
    askStreams: (_, action, input) => once("streams")(action, input),
  };
};

/** As the SDK reports that the line was cut. */
const unanswered = Object.assign(new Error("socket hang up"), {
  name: "TimeoutError",
  code: "ECONNRESET",
});

const ask = async (parts: Parts, question: Question, answer: Answer): Promise<object> => {
  const { world, door, planted } = parts;
  const { service, command, input } = question;
  const invocation = caller();
  const call = `${service}.${command}`;
  for (const tenant of ownersOf(input)) parts.checkOwner(invocation, tenant, call);
  const told = planted.answers ?? ((_: string, answered: object) => answered);
  const run = (): object => {
    try {
      // Told in its own turn, not in that of whoever waits: who has asked must be said.
      return calls.run(invocation, () =>
        told(command, struck(world, question, answer) ?? answer(command, input)),
      );
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const lost = (): object => unanswered;
  const answered = await door.effect(invocation, call, run, { lost, refused: lost });
  if (answered instanceof Error) throw answered;
  return answered;
};

/** What AWS itself does wrong. `null` where it does nothing wrong this time. */
const struck = (world: World, question: Question, answer: Answer): object | null => {
  const { service, command, input } = question;
  const refusal = refusals.find(
    (one) =>
      one.service === service &&
      one.when.test(command) &&
      world.strikes(one.kind, `${one.kind} ${command}`),
  );
  if (refusal !== undefined) throw refusal.error();
  const kind = doubledBy(question);
  if (kind !== null && world.strikes(kind, `${kind} ${command}`))
    return twice(answer, command, input);
  const isBatch = service === "dynamo" && command.startsWith("Batch");
  return isBatch && world.strikes("dynamo.unprocessed")
    ? inPart(answer, command, input as Batch)
    : null;
};

/** What it is called when it is done, and asked once more because nobody has heard of that. */
const doubledBy = ({ command, input }: Question): FaultKind | null => {
  if (command === "SendMessage") return "queue.sent_twice";
  if (command === "CreateSchedule") return "schedule.false_conflict";
  return isConditional(input) ? "dynamo.false_conflict" : null;
};

type Refusal = {
  readonly service: string;
  readonly when: RegExp;
  readonly kind: FaultKind;
  readonly error: () => Error;
};

const refusals: readonly Refusal[] = [
  {
    service: "dynamo",
    when: /./,
    kind: "dynamo.throttled",
    error: () => refused("ProvisionedThroughputExceededException", "secret details"),
  },
  {
    service: "dynamo",
    when: /^TransactWriteItems$/,
    kind: "dynamo.transaction_conflict",
    error: () => cancelled(["TransactionConflict", "None"]),
  },
  { service: "kms", when: /./, kind: "kms.throttled", error: () => throttled },
  { service: "scheduler", when: /./, kind: "schedule.throttled", error: () => throttled },
  {
    service: "sqs",
    when: /./,
    kind: "queue.throttled",
    error: () => refused("RequestThrottled", "secret details"),
  },
];

const throttled = refused("ThrottlingException", "secret details");

const isConditional = (input: object): boolean => {
  const { ConditionExpression: one, TransactItems: all } = input as {
    readonly ConditionExpression?: string;
    readonly TransactItems?: object;
  };
  return one !== undefined || all !== undefined;
};

/** It was done, nobody heard of it, and it was asked again: the answer is that of the second time. */
const twice = (answer: Answer, command: string, input: object): object => {
  answer(command, input);
  return answer(command, input);
};

type Keys = { readonly Keys: readonly object[] };
type Batch = { readonly RequestItems: Readonly<Record<string, Keys | readonly object[]>> };

/** Of a batch only the first half is done; of one item, nothing. */
const inPart = (answer: Answer, command: string, { RequestItems: asked }: Batch): object => {
  const [table = "", all = []] = Object.entries(asked)[0] ?? [];
  const items = "Keys" in all ? all.Keys : all;
  const half = Math.floor(items.length / 2);
  const of = (some: readonly object[]) => ({
    [table]: "Keys" in all ? { ...all, Keys: some } : some,
  });
  const done = half === 0 ? {} : answer(command, { RequestItems: of(items.slice(0, half)) });
  const left = of(items.slice(half));
  return { ...done, ["Keys" in all ? "UnprocessedKeys" : "UnprocessedItems"]: left };
};

const triesOfTheSdk = 3;

/** The SDK asks again by itself, but for DynamoDB, where the adapters do. */
const patient =
  (world: World, asked: (command: string, input: object) => Promise<object>) =>
  async (command: string, input: object): Promise<object> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await asked(command, input);
      } catch (error) {
        if (tries >= triesOfTheSdk || !isPassing(error)) throw error;
      }
      await pauseIn(world, 100 * tries);
    }
  };

const isPassing = (error: unknown): boolean =>
  error instanceof Error && /Timeout|Throttl/.test(error.name);

/** Whoever has died meanwhile does not go on. */
export const pauseIn = (world: World, ms: number): Promise<void> => {
  const invocation = caller();
  return new Promise((resolve) =>
    world.plan(ms, () => {
      if (invocation.isAlive) resolve();
    }),
  );
};
