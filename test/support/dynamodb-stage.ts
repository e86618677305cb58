import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import type { Sequencer } from "#adapters/aws/sequencer";
import { commitIn } from "#adapters/aws/stream-records";
import type { EventStore, Feed } from "#core/ports/event-store";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { commitStream } from "#test/support/commit-stream";
import { useDynamoDbLocal, whyNoDynamoDb } from "#test/support/dynamodb-local";
import type { OwnServer } from "#test/support/own-server";

/**
 * A chapter that needs DynamoDB Local. Without Java its tests are counted as skipped, under a title that says why; on CI
 * they fail, for there somebody has promised that they run.
 */
export const withDynamoDb = (title: string, chapter: (endpoint: () => string) => void): void => {
  const why = whyNoDynamoDb();
  const isSkipped = why !== null && process.env["CI"] !== "true";
  if (isSkipped) process.stderr.write(`Skipped: ${title}. ${why}.\n`);
  describe.skipIf(isSkipped)(why === null ? title : `${title} (${why})`, () => {
    let server: OwnServer | undefined;
    beforeAll(async () => {
      if (why === null) server = await useDynamoDbLocal();
    });
    beforeEach(() => {
      if (why !== null) throw new Error(why);
    });
    afterAll(() => server?.stop());
    chapter(() => server?.endpoint ?? "");
  });
};

/** A stage for a contract: all ports over fresh tables, and the one that the contract is about. */
export const awsStage =
  <Port>(endpoint: () => string, choose: (ports: AwsPorts) => Port) =>
  async () => {
    const ports = await awsPorts({ endpoint: endpoint() });
    return { port: choose(ports), close: ports.close };
  };

/**
 * The store, and a feed behind which the table's stream works as on AWS: commits reach the sequencer in batches, a moment
 * after they were written. Who asks this feed waits until it has all that was appended before.
 */
export const awsFeedStage = (endpoint: () => string) => async () => {
  const ports = await awsPorts({ endpoint: endpoint() });
  const { store, appended } = counting(ports.store);
  const stream = await commitStream(endpoint(), ports.tables.commits);
  const catchUp = follower(stream, ports.sequencer);
  const feed: Feed = {
    after: async (...wanted) => {
      await catchUp(appended());
      return ports.feed.after(...wanted);
    },
  };
  return { port: { store, feed }, close: ports.close };
};

const counting = (store: EventStore) => {
  let appended = 0;
  const append: EventStore["append"] = async (commit) => {
    const outcome = await store.append(commit);
    if (outcome === "appended") appended += 1;
    return outcome;
  };
  return { store: { ...store, append }, appended: () => appended };
};

const follower = (
  { read }: Awaited<ReturnType<typeof commitStream>>,
  { sequence }: Sequencer,
): ((commits: number) => Promise<void>) => {
  let reached = 0;
  let turn = Promise.resolve();
  const follow = async (commits: number): Promise<void> => {
    while (reached < commits) {
      const records = await read();
      const told = records.map(commitIn).filter((commit) => commit !== null);
      await sequence(told);
      reached += told.length;
      if (told.length === 0) await pause(2);
    }
  };
  return (commits) => {
    turn = turn.then(() => follow(commits));
    return turn;
  };
};
