import { PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { createDynamo } from "#adapters/aws/dynamo";
import { createEventStore } from "#adapters/aws/event-store";
import { as } from "#core/kernel/ids";
import type { NewCommit } from "#core/kernel/message";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { useDynamoDbLocal } from "#test/support/dynamodb-local";
import { doorOpened, guestArrived, newCommit, tenantA } from "#test/support/sample-commits";

export type AwsAppendFigures = {
  /** Appends through our adapter: sealed, chained, deflated and put. Median of the rounds. */
  readonly appendsPerSecond: number;
  /** The same items, put by the SDK alone. */
  readonly bareSdkPerSecond: number;
  /** Ours by theirs: the median of the rounds, each measured side by side. */
  readonly ratio: number;
  readonly bytesAnItem: number;
};

type Wish = {
  /** In each round, each way. */
  readonly appends: number;
  readonly rounds: number;
  readonly writers?: number;
  readonly say: (line: string) => void;
};

/**
 * Appends per second on DynamoDB Local, against the bare SDK doing the same put. The two take turns, and change who
 * begins, so that the server's warming up and whatever else the machine does fall on both.
 */
export const measureAwsAppends = async (wish: Wish): Promise<AwsAppendFigures> => {
  const server = await useDynamoDbLocal();
  const ports = await awsPorts({ endpoint: server.endpoint });
  try {
    const rounds: Round[] = [];
    await round(ports, wish, "warm-up");
    for (let n = 0; n < wish.rounds; n += 1) rounds.push(await round(ports, wish, String(n)));
    const figures = {
      appendsPerSecond: median(rounds.map(({ ours }) => ours)),
      bareSdkPerSecond: median(rounds.map(({ bare }) => bare)),
      ratio: median(rounds.map(({ ours, bare }) => ours / bare)),
      bytesAnItem: median(rounds.map(({ bytes }) => bytes)),
    };
    const [ours, bare] = [figures.appendsPerSecond, figures.bareSdkPerSecond];
    wish.say(
      `appends on DynamoDB Local: ${ours.toFixed(0)}/s, the bare SDK ${bare.toFixed(0)}/s (wanted: within 20 %)`,
    );
    return figures;
  } finally {
    ports.close();
    await server.stop();
  }
};

type Round = { readonly ours: number; readonly bare: number; readonly bytes: number };

const round = async (
  ports: AwsPorts,
  { appends, writers = 8 }: Wish,
  name: string,
): Promise<Round> => {
  const commits = Array.from({ length: appends }, (_, n) => typical(`${name}-${n}`, n % 50));
  const items = await itemsOf(ports, commits);
  const append = () => perSecond(commits, writers, (commit) => appendOnce(ports, commit));
  const put = () => perSecond(items, writers, (item) => putOnce(ports, item));
  const isOursFirst = Number(name) % 2 === 0;
  const first = await (isOursFirst ? append : put)();
  const second = await (isOursFirst ? put : append)();
  const bytes = bytesOf(items);
  return isOursFirst ? { ours: first, bare: second, bytes } : { ours: second, bare: first, bytes };
};

const appendOnce = async ({ store }: AwsPorts, commit: NewCommit): Promise<void> => {
  const outcome = await store.append(commit);
  if (outcome !== "appended") throw new Error(`Cannot measure: ${outcome}`);
};

const putOnce = async ({ client }: AwsPorts, item: PutItemCommandInput): Promise<void> => {
  await client.send(new PutItemCommand(item));
};

const bytesOf = (items: readonly PutItemCommandInput[]): number =>
  median(items.map(({ Item: item }) => item?.["body"]?.B?.byteLength ?? 0));

/** The name and number of one of fifty guests, and a few facts: about as much as an ordinary commit says. */
const typical = (name: string, guest: number): NewCommit =>
  newCommit({
    tenant: tenantA,
    stream: as(`house/${name}`),
    events: [
      guestArrived(`guest-${guest}`, {
        name: "Mrs Ito",
        phone: "+15550100",
      }),
      ...Array.from({ length: 4 }, (_, door) => ({
        ...doorOpened,
        door: `door-${door}-of-${name}`,
        at: "2026-03-02T09:00:00.000Z",
      })),
    ],
  });

/** What our adapter would put, written down instead, and under keys of its own. */
const itemsOf = async (
  { client, codec, tables }: AwsPorts,
  commits: readonly NewCommit[],
): Promise<readonly PutItemCommandInput[]> => {
  const items: PutItemCommandInput[] = [];
  const dynamo = createDynamo({ client, tables });
  const noting = { ...dynamo, put: async (item: PutItemCommandInput) => note(items, item) };
  const store = createEventStore({ dynamo: noting, codec });
  for (const commit of commits) await store.append({ ...commit, tenant: as("bare-sdk") });
  return items;
};

const note = (items: PutItemCommandInput[], item: PutItemCommandInput) => {
  items.push(item);
  return { $metadata: {} };
};

/** So many at once, as fast as they go. */
const perSecond = async <T>(
  work: readonly T[],
  writers: number,
  act: (one: T) => Promise<void>,
): Promise<number> => {
  const left = work.values();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (const one of left) await act(one);
    }),
  );
  return work.length / ((performance.now() - began) / 1_000);
};

const median = (figures: readonly number[]): number =>
  figures.toSorted((one, two) => one - two)[figures.length >> 1] ?? Number.NaN;
