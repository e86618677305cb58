import { expect, it } from "vitest";
import { packed } from "#adapters/aws/items";
import { type Aside, commitsAside } from "#adapters/aws/put-aside";
import type { StreamRecord } from "#adapters/aws/stream-records";

const aside: Aside = {
  streamArn: "arn:aws:dynamodb:eu-west-1:000000000000:table/x/stream/2026",
  shard: "shard-1",
  from: "99",
  to: "104",
};

const recordOf = (sequence: number, eventName: StreamRecord["eventName"] = "INSERT") => {
  const commit = { tenant: "riverside", stream: "visit/1", version: sequence };
  const body = { B: Buffer.from(packed(JSON.stringify(commit)).B ?? "").toString("base64") };
  return { eventName, dynamodb: { SequenceNumber: `${sequence}`, NewImage: { body } } };
};

/** A stream that answers with these pages, one after the other. */
const playing = (...pages: readonly (readonly object[])[]) => {
  const asked: object[] = [];
  let page = 0;
  const ask = async (_: string, action: string, input: object): Promise<unknown> => {
    asked.push(input);
    if (action === "GetShardIterator") return { ShardIterator: "0" };
    const records = pages[page] ?? [];
    page += 1;
    return { Records: records, NextShardIterator: page < pages.length ? String(page) : null };
  };
  return { ask, asked };
};

const versionsIn = async (...pages: readonly (readonly object[])[]) =>
  (await commitsAside(playing(...pages).ask, aside))?.map(({ version }) => version) ?? null;

it("finds the commits from the first to the last, whatever lies between and behind", async () => {
  // What is no INSERT was filtered out before, and is not among the two.
  const changed = recordOf(100, "MODIFY");
  expect(await versionsIn([recordOf(99), changed, recordOf(104), recordOf(105)])).toEqual([
    99, 104,
  ]);
  expect(await versionsIn([], [recordOf(99)], [changed], [recordOf(104)])).toEqual([99, 104]);
});

it("leaves out what nobody can read; where that is all, they are not to be found", async () => {
  const unreadable = { ...recordOf(99), dynamodb: { SequenceNumber: "99", NewImage: {} } };
  expect(await versionsIn([unreadable, recordOf(104)])).toEqual([104]);
  expect(await versionsIn([unreadable])).toBeNull();
  expect(await versionsIn([])).toBeNull();
});

it("asks from the first on", async () => {
  const { ask, asked } = playing([recordOf(104)]);
  await commitsAside(ask, aside);
  expect(asked[0]).toMatchObject({
    ShardId: "shard-1",
    ShardIteratorType: "AT_SEQUENCE_NUMBER",
    SequenceNumber: "99",
  });
});

it("says nothing as long as the stream has not told all: it is asked again later", async () => {
  const empty = Array.from({ length: 12 }, () => []);
  await expect(versionsIn([recordOf(99)], ...empty, [recordOf(104)])).rejects.toMatchObject({
    name: "dynamodb_unavailable",
  });
});
