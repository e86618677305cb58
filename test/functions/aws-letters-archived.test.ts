import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { plusMs } from "#core/kernel/time";
import { nine } from "#test/contract/dead-letters";
import { awsLetters } from "#test/support/aws-letters";
import { type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { tenantA } from "#test/support/sample-commits";

const dayMs = 24 * 3_600_000;
const waiting = { isArchived: false, after: 0, limit: 100 };
const archived = { ...waiting, isArchived: true };

withDynamoDb("archived letters on AWS", (endpoint) => {
  let stage: Awaited<ReturnType<typeof awsLetters>>;
  let faults: Faults;
  const body = { execution: "1" };
  const bury = async (more: object = {}) => {
    const QueueUrl = stage.aws.sqsServer.urlOf("aro-test-executions-dead");
    const why = { why: "held", attempts: 8, ...more };
    const MessageBody = envelopeOf({ tenant: tenantA, body }, why);
    await stage.aws.clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await stage.settle();
  };
  const wish = { tenant: tenantA, letter: "1", key: "key-1" };
  const inQueue = async () =>
    (await stage.queues.receive("executions", nine, 10)).map((delivery) => delivery.body);
  const purge = (key: string, olderThanDays = 30, limit = 10) =>
    stage.letters.purge({ tenant: tenantA, key, olderThanDays, limit });
  const idsIn = async (range: typeof waiting) =>
    (await stage.letters.list(tenantA, range)).map(({ id }) => id);

  beforeEach(async () => {
    stage = await awsLetters(endpoint());
    faults = injectFaults(stage.aws.clients.dynamo);
    await bury();
    await stage.letters.archive({ ...wish, key: "key-0" }, "sam");
    stage.turnTo(plusMs(nine, 40 * dayMs));
  });
  afterEach(() => stage.close());

  /** Marked as going, and the function died before it had sent anything. */
  const dieOnTheWay = async (): Promise<void> => {
    stage.aws.sqsServer.refuseNext("AccessDenied", 403);
    await expect(stage.letters.replay(wish)).rejects.toThrow("sqs");
    expect(await inQueue()).toEqual([]);
  };

  it("are not purged while somebody gives them back: the same wish ends it, a moment or a week later", async () => {
    await dieOnTheWay();
    expect(await purge("purge-1")).toEqual({ outcome: "purged", letters: [] });
    stage.turnTo(plusMs(nine, 47 * dayMs));
    expect(await purge("purge-2")).toEqual({ outcome: "purged", letters: [] });

    expect(await stage.letters.replay(wish)).toEqual({ outcome: "repeated" });
    expect(await inQueue()).toEqual([body]);
    expect(await idsIn(archived)).toEqual([]);
  });

  it("are purged once nobody can end any more what was begun", async () => {
    await dieOnTheWay();
    stage.turnTo(plusMs(nine, 71 * dayMs));
    expect(await purge("purge-1")).toMatchObject({ letters: [{ id: "1" }] });
    expect(await idsIn(archived)).toEqual([]);
  });

  it("are not told to be purged where somebody has begun to give them back meanwhile", async () => {
    const { old } = stage.rows;
    stage.rows.old = async (...wish) => {
      const found = await old(...wish);
      stage.rows.old = old;
      await dieOnTheWay();
      return found;
    };
    const cutShort = { outcome: "purged", letters: [], isCutShort: true };
    expect(await purge("purge-1")).toEqual(cutShort);
    expect(await purge("purge-2")).toEqual({ outcome: "purged", letters: [] });
    expect(await stage.letters.replay(wish)).toEqual({ outcome: "repeated" });
    expect(await inQueue()).toEqual([body]);
  });

  it("count as many to a purge's page as it deletes", async () => {
    await bury();
    await bury();
    for (const letter of ["2", "3"])
      await stage.letters.archive({ tenant: tenantA, letter, key: `key-${letter}` }, "sam");
    stage.turnTo(plusMs(nine, 80 * dayMs));
    await dieOnTheWay();
    expect(await purge("purge-1", 30, 1)).toMatchObject({ letters: [{ id: "2" }] });
    expect(await purge("purge-2", 30, 1)).toMatchObject({ letters: [{ id: "3" }] });
    expect(await purge("purge-3", 30, 1)).toMatchObject({ letters: [] });
  });

  it("that are deleted are told of, also where the next one could not be", async () => {
    await bury();
    await stage.letters.archive({ tenant: tenantA, letter: "2", key: "key-2" }, "sam");
    stage.turnTo(plusMs(nine, 80 * dayMs));
    const denied = { kind: "refused", name: "AccessDeniedException" } as const;
    faults.plan("DeleteItem", null, denied, denied);
    expect(await purge("purge-1")).toMatchObject({ letters: [{ id: "1" }], isCutShort: true });
    expect(await idsIn(archived)).toEqual(["2"]);
    await expect(purge("purge-2")).rejects.toMatchObject({ name: "dynamodb_denied" });
    expect(await purge("purge-3")).toMatchObject({ letters: [{ id: "2" }] });
  });

  it("that were given back and come to nothing again wait for somebody, also before they were told to have gone", async () => {
    faults.plan("TransactWriteItems", null, { kind: "refused", name: "AccessDeniedException" });
    await expect(stage.letters.replay(wish)).rejects.toThrow("dynamodb");
    await bury({ letter: 1, why: "held_again" });
    expect(await stage.letters.list(tenantA, waiting)).toMatchObject([
      { id: "1", why: "held_again", archived: null },
    ]);
    expect(await idsIn(archived)).toEqual([]);
    expect(await stage.rows.waiting(tenantA, 10)).toBe(1);

    // Whoever gave it back, and late says that it has gone, takes nothing away.
    expect(await stage.letters.replay(wish)).toEqual({ outcome: "repeated" });
    expect(await idsIn(waiting)).toEqual(["1"]);
    expect(await purge("purge-1")).toMatchObject({ letters: [] });
  });

  it("that somebody had begun to give back before they were archived are sent by the same wish again", async () => {
    await bury();
    const other = { tenant: tenantA, letter: "2", key: "key-1" };
    stage.aws.sqsServer.refuseNext("AccessDenied", 403);
    await expect(stage.letters.replay(other)).rejects.toThrow("sqs");
    const seen = await stage.letters.archive({ ...other, key: "key-2" }, "sam");
    expect(seen).toMatchObject({ outcome: "archived" });
    expect(await stage.letters.replay(other)).toEqual({ outcome: "repeated" });
    expect(await inQueue()).toEqual([body]);
    expect(await idsIn(archived)).toEqual(["1"]);
  });

  it("that were archived on their way back have gone all the same", async () => {
    await bury();
    const other = { tenant: tenantA, letter: "2", key: "key-1" };
    let end = (): void => undefined;
    const until = new Promise<void>((resolve) => (end = resolve));
    faults.plan("TransactWriteItems", { kind: "late", until });
    const replaying = stage.letters.replay(other);
    while ((await stage.rows.find(tenantA, 2))?.going === null) await new Promise(setImmediate);
    await stage.letters.archive({ ...other, key: "key-2" }, "sam");
    end();
    expect(await replaying).toMatchObject({ outcome: "replayed" });
    expect([await idsIn(waiting), await idsIn(archived)]).toEqual([[], ["1"]]);
    const late = await stage.letters.replay({ ...other, key: "key-3" });
    expect(late).toEqual({ outcome: "nothing_new" });
    expect(await inQueue()).toEqual([body]);
  });
});
