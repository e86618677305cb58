import { randomBytes } from "node:crypto";
import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitFrom, createEventStore } from "#adapters/aws/event-store";
import type { Item } from "#adapters/aws/items";
import { as } from "#core/kernel/ids";
import {
  appendNext,
  doorOpened,
  guestArrived,
  house,
  newCommit,
  tenantA,
} from "#test/support/sample-commits";
import { type AwsPorts, awsPorts } from "#test/support/aws-ports";
import { type Fault, type Faults, injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";

withDynamoDb("the event store in DynamoDB", (endpoint) => {
  let ports: AwsPorts;
  let faults: Faults;
  let pauses: number[];
  beforeEach(async () => {
    pauses = [];
    const pause = async (ms: number): Promise<void> => void pauses.push(ms);
    ports = await awsPorts({ endpoint: endpoint(), patience: { pause, chance: () => 1 } });
    faults = injectFaults(ports.client);
  });
  afterEach(() => ports.close());

  const commandsIn = async () =>
    (await ports.store.read(tenantA, house)).commits.map(({ commandId }) => commandId);
  const always = (fault: Fault): readonly Fault[] => Array.from({ length: 5 }, () => fault);

  describe("when it is throttled", () => {
    const throttled: Fault = { kind: "refused", name: "ThrottlingException" };

    it("asks again, after pauses that grow", async () => {
      const exceeded = "ProvisionedThroughputExceededException";
      faults.plan("PutItem", throttled, { kind: "refused", name: exceeded }, throttled);
      expect(await ports.store.append(newCommit())).toBe("appended");
      expect(pauses).toEqual([50, 100, 200]);
    });

    it("gives up after five times, under a name of ours, and has written nothing", async () => {
      faults.plan("PutItem", ...always(throttled));
      const failed = ports.store.append(newCommit());
      await expect(failed).rejects.toMatchObject({ name: "dynamodb_throttled" });
      expect(faults.commands()).toEqual(Array.from({ length: 5 }, () => "PutItem"));
      expect(await commandsIn()).toEqual([]);
    });

    it("does so for reading, too", async () => {
      faults.plan("Query", ...always(throttled));
      const failed = ports.store.read(tenantA, house);
      await expect(failed).rejects.toMatchObject({ name: "dynamodb_throttled" });
    });
  });

  describe("when an answer does not come", () => {
    it("finds its own commit where it wanted to write it once more", async () => {
      faults.plan("PutItem", { kind: "reply_lost" });
      expect(await ports.store.append(newCommit())).toBe("already_appended");
      expect(await commandsIn()).toHaveLength(1);
    });

    it("writes once more what had not arrived", async () => {
      faults.plan("PutItem", { kind: "unreachable" });
      expect(await ports.store.append(newCommit())).toBe("appended");
    });

    it("reads what has become of it, when none comes at all", async () => {
      faults.plan("PutItem", { kind: "reply_lost" }, ...always({ kind: "unreachable" }).slice(1));
      expect(await ports.store.append(newCommit())).toBe("already_appended");
      expect(faults.commands().slice(-2)).toEqual(["PutItem", "GetItem"]);
    });

    it("finds that somebody else has written it", async () => {
      await createEventStore(ports).append(newCommit({ command: "theirs" }));
      faults.plan("PutItem", ...always({ kind: "reply_lost" }));
      expect(await ports.store.append(newCommit({ command: "ours" }))).toBe("version_moved");
    });

    it("says that it does not know, where nothing is to be read, and can be asked again", async () => {
      faults.plan("PutItem", ...always({ kind: "unreachable" }));
      const failed = ports.store.append(newCommit());
      await expect(failed).rejects.toMatchObject({ name: "dynamodb_unavailable" });
      expect(await ports.store.append(newCommit())).toBe("appended");
    });

    it("takes a server's own failure for the same", async () => {
      faults.plan("PutItem", { kind: "refused", name: "InternalServerError", status: 500 });
      expect(await ports.store.append(newCommit())).toBe("appended");
    });
  });

  describe("when a conflict is reported", () => {
    it("does not believe it of its own commit, also where it is not told what stands there", async () => {
      await ports.store.append(newCommit());
      faults.plan("PutItem", { kind: "conflict" });
      expect(await ports.store.append(newCommit())).toBe("already_appended");
    });

    it("has the command decided again, where nothing stands there", async () => {
      faults.plan("PutItem", { kind: "conflict" });
      expect(await ports.store.append(newCommit())).toBe("version_moved");
      expect(await ports.store.append(newCommit())).toBe("appended");
    });
  });

  it("tells whose fault it is under a name of ours, and repeats no word of theirs", async () => {
    faults.plan("PutItem", { kind: "refused", name: "AccessDeniedException" });
    const error = await ports.store.append(newCommit()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "dynamodb_denied" });
    expect(String(error)).not.toContain("secret");
    expect(faults.commands()).toEqual(["PutItem"]);
  });

  it("refuses a commit that one item cannot hold, before it asks", async () => {
    const name = randomBytes(420_000).toString("base64");
    const failed = ports.store.append(
      newCommit({ events: [{ ...doorOpened, name } as typeof doorOpened] }),
    );
    await expect(failed).rejects.toMatchObject({ name: "commit_too_large" });
    expect(faults.commands()).toEqual([]);
  });

  it("reads a stream that is longer than one answer", async () => {
    for (let n = 0; n < 12; n += 1) {
      const name = randomBytes(110_000).toString("base64");
      await appendNext(ports.store, { events: [{ ...doorOpened, name } as typeof doorOpened] });
    }
    faults.forget();
    const { commits } = await createEventStore(ports).read(tenantA, house);
    expect(commits.map(({ version }) => version)).toEqual(commits.map((_, index) => index + 1));
    expect(commits).toHaveLength(12);
    expect(faults.commands()).toEqual(["Query", "Query"]);
  });

  it("reads nobody a commit that was put into their stream from elsewhere", async () => {
    await ports.store.append(newCommit());
    const { commits: TableName } = ports.tables;
    const Key = { pk: { S: `${tenantA}#${house}` }, version: { N: "1" } };
    const { Item } = await ports.client.send(new GetItemCommand({ TableName, Key }));
    const moved = { ...Item, pk: { S: "tenant-b#house/1" } };
    await ports.client.send(new PutItemCommand({ TableName, Item: moved }));
    const read = createEventStore(ports).read(as("tenant-b"), as("house/1"));
    await expect(read).rejects.toThrow("version 1 stands in the place of another");
  });

  it("asks once to append what follows from what it has read, and reads only what is new", async () => {
    const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: null });
    await appendNext(ports.store, { events: [mrsIto] });
    faults.forget();
    await appendNext(ports.store);
    expect(faults.commands()).toEqual(["Query", "PutItem"]);
    const [query] = faults.questions;
    expect(query?.input).toMatchObject({
      ExpressionAttributeValues: { ":version": { N: "1" } },
      ConsistentRead: true,
    });
  });

  it("sees what another process has written, before and behind what it knows", async () => {
    const other = createEventStore(ports);
    await appendNext(ports.store, { command: "ours 1" });
    await appendNext(other, { command: "theirs" });
    await appendNext(ports.store, { command: "ours 2" });
    expect(await commandsIn()).toEqual(["ours 1", "theirs", "ours 2"]);
    expect((await other.read(tenantA, house)).commits).toHaveLength(3);
  });

  it("keeps nothing readable of anybody", async () => {
    const mrsIto = guestArrived("guest-1", { name: "Mrs Ito", phone: "+15550100" });
    await appendNext(ports.store, { events: [mrsIto] });
    const items = faults.questions.flatMap(({ input }) => ("Item" in input ? [input["Item"]] : []));
    const [written] = (items as Item[]).filter((item) => "body" in item);
    const text = JSON.stringify({ ...written, body: written && commitFrom(written) });
    expect(text).toContain("guest.arrived");
    expect(text).not.toMatch(/Ito|5550100/);
  });
});
