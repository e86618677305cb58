import { type Units, unitsOf } from "#test/load/aws-units";
import type { Priced } from "#test/load/aws-prices";
import type { awsHouse } from "#test/support/aws-house";

type House = Awaited<ReturnType<typeof awsHouse>>;

/** What a function has for itself, as the stacks give it; it decides what a millisecond costs. */
const memoryMb = (name: string): number =>
  ["http/api", "streams/react", "streams/project", "timers/sweep"].includes(name) ? 1_024 : 512;

/** Counts what AWS would bill, from its making on. */
export const countingOn = (house: House) => {
  const { aws, handlers } = house;
  const unitsNow = unitsOf(aws.clients.dynamo);
  const requests = new Map<string, number>();
  const note = (name: string, count = 1): void =>
    void requests.set(name, (requests.get(name) ?? 0) + count);
  const log = countLog();
  const before = {
    sqs: aws.sqsServer.sent().length,
    kms: aws.kms.calls().length,
    scheduler: aws.scheduler.calls().length,
    called: handlers.called().length,
  };

  return (): Counted => {
    log.stop();
    const units = unitsNow();
    for (const { command, requests: count } of units) note(`dynamodb ${command}`, count);
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
    for (const { call, by } of aws.kms.calls().slice(before.kms)) note(`kms ${call} ${by}`);
    const gbSeconds = calls.reduce(
      (sum, { name, ms }) => sum + (memoryMb(name) / 1_024) * (ms / 1_000),
      0,
    );
    return {
      requests: Object.fromEntries(
        [...requests].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ),
      units,
      billed: {
        dynamodbWrite: sumOf(units, "write"),
        dynamodbRead: sumOf(units, "read"),
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

export type Counted = {
  readonly requests: Readonly<Record<string, number>>;
  readonly billed: Billed;
  /** What the database was asked, most expensive first. */
  readonly units: readonly Units[];
};

const sumOf = (units: readonly Units[], kind: "write" | "read"): number =>
  units.reduce((sum, one) => sum + one[kind], 0);

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
