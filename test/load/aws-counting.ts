import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { awsHouse } from "#test/support/aws-house";
import type { Priced } from "#test/load/aws-prices";

type House = Awaited<ReturnType<typeof awsHouse>>;

/** What a function has for itself, as the stacks give it; it decides what a millisecond costs. */
const memoryMb = (name: string): number =>
  ["http/api", "streams/react", "streams/project", "timers/sweep"].includes(name) ? 1_024 : 512;

/** Counts what AWS would bill, from its making on. */
export const countingOn = (house: House) => {
  const { aws, handlers } = house;
  const units = { write: 0, read: 0 };
  const requests = new Map<string, number>();
  const note = (name: string): void => void requests.set(name, (requests.get(name) ?? 0) + 1);
  countCapacity(aws.clients.dynamo, units, note);
  const log = countLog();
  const before = {
    sqs: aws.sqsServer.sent().length,
    kms: aws.kms.calls().length,
    scheduler: aws.scheduler.calls().length,
    called: handlers.called().length,
  };

  return (): { readonly requests: Readonly<Record<string, number>>; readonly billed: Billed } => {
    log.stop();
    const sqs = aws.sqsServer
      .sent()
      .slice(before.sqs)
      .map(({ call }) => call);
    const sends = sqs.filter((call) => call.startsWith("SendMessage"));
    const changes = sqs.filter((call) => call.startsWith("ChangeMessage"));
    const deletes = sqs.filter((call) => call === "DeleteMessage");
    // Lambda asks for each message and deletes it: two requests, if no two come together.
    const taken = deletes.length * 2 + changes.length;
    const schedules = aws.scheduler.calls().slice(before.scheduler);
    const rung = schedules.filter((call) => call === "ring").length;
    const calls = handlers.called().slice(before.called);
    for (const call of [...sends, ...changes]) note(`sqs ${call}`);
    for (const call of schedules) note(`scheduler ${call}`);
    for (const { name } of calls) note(`lambda ${name}`);
    const kms = aws.kms.calls().length - before.kms;
    for (const { call } of aws.kms.calls().slice(before.kms)) note(`kms ${call}`);
    const gbSeconds = calls.reduce(
      (sum, { name, ms }) => sum + (memoryMb(name) / 1_024) * (ms / 1_000),
      0,
    );
    return {
      requests: Object.fromEntries(
        [...requests].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
      billed: {
        dynamodbWrite: units.write,
        dynamodbRead: units.read,
        streamsRead: 0,
        sqsRequest: sends.length + taken,
        schedulerInvocation: rung,
        kmsRequest: kms,
        httpApiRequest: calls.filter(({ name }) => name.startsWith("http/")).length,
        lambdaRequest: calls.length,
        lambdaGbSecond: gbSeconds,
        logGb: log.bytes() / 1e9,
      },
    };
  };
};

export type Billed = Readonly<Record<Priced, number>>;

/** The database says itself what each request has used, indexes included. */
const countCapacity = (
  client: DynamoDBClient,
  units: { write: number; read: number },
  note: (name: string) => void,
): void => {
  client.middlewareStack.add(
    (next, context) => async (given) => {
      const command = String(context.commandName).replace("Command", "");
      note(`dynamodb ${command}`);
      const input = { ...given.input, ReturnConsumedCapacity: "TOTAL" };
      const result = await next({ ...given, input });
      const { ConsumedCapacity: used } = result.output as {
        ConsumedCapacity?: Used | readonly Used[];
      };
      const all =
        used === undefined ? [] : Array.isArray(used) ? (used as readonly Used[]) : [used as Used];
      const sum = all.reduce((total, { CapacityUnits: one = 0 }) => total + one, 0);
      if (/Put|Update|Delete|Write/.test(command)) units.write += sum;
      else units.read += sum;
      return result;
    },
    { step: "initialize", name: "countCapacity", override: true },
  );
};

type Used = { readonly CapacityUnits?: number };

/** CloudWatch bills by the byte, 26 of its own with each line. */
const countLog = () => {
  let bytes = 0;
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams)
    stream.write = (text: string | Uint8Array): boolean => {
      bytes += Buffer.byteLength(text) + 26;
      return true;
    };
  const stop = (): void =>
    streams.forEach(
      (stream, index) => void (stream.write = originals[index] as typeof stream.write),
    );
  return { bytes: () => bytes, stop };
};
