import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { placeOf } from "#adapters/aws/event-store";
import { packed, unpacked } from "#adapters/aws/items";
import { createStoredLog as storedInDynamo } from "#adapters/aws/stored-log";
import { createStoredLog as storedInFile } from "#adapters/local/stored-log";
import { type CheckDeps, checkChains } from "#core/app/check-chains";
import { as, type StreamName } from "#core/kernel/ids";
import { remembering } from "#test/support/aws-door";
import { awsPorts } from "#test/support/aws-ports";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { localPortsIn } from "#test/support/local-ports";
import { appendNext, house, tenantA } from "#test/support/sample-commits";
import { temporaryDirectory } from "#test/support/temporary-directory";

const stable: StreamName = as("stable/1");

/** A log that somebody has got at: what is under it is changed past every port. */
type Stage = Pick<CheckDeps, "cursors" | "storedLog"> & {
  readonly append: (stream: StreamName) => Promise<void>;
  readonly bodyOf: (stream: StreamName, version: number) => Promise<string>;
  readonly replace: (stream: StreamName, version: number, body: string) => Promise<void>;
  readonly remove: (stream: StreamName, version: number) => Promise<void>;
  readonly close: () => void;
};

const checkedOver = (open: () => Promise<Stage>): void => {
  let stage: Stage;
  let told: ReturnType<typeof remembering>;
  const measured: number[] = [];
  beforeEach(async () => {
    stage = await open();
    told = remembering();
    measured.length = 0;
    for (const stream of [house, stable, house, house, stable, house]) await stage.append(stream);
  });
  afterEach(() => stage.close());

  const check = () => {
    const metrics = {
      count: (name: string, _: object = {}, by = 1): void => {
        if (name === "chain.faults") measured.push(by);
      },
      observeMs: () => undefined,
    };
    return checkChains({ ...stage, log: told.log, metrics }, tenantA);
  };
  const faultsTold = () => told.lines.filter((line) => line.startsWith("error chain.fault"));

  it("finds nothing in an untouched log, and says that it has looked", async () => {
    expect(await check()).toEqual({ commits: 6, faults: 0 });
    expect(measured).toEqual([0]);
    expect(told.lines).toEqual(["info chain.verified tenant=tenant-a commits=6"]);
  });

  it("looks at what is new only, and at the joint with what it knows", async () => {
    await check();
    expect(await check()).toEqual({ commits: 0, faults: 0 });
    await stage.append(house);
    expect(await check()).toEqual({ commits: 1, faults: 0 });
    expect(measured).toEqual([0, 0, 0]);

    await stage.append(stable);
    const other = JSON.parse(await stage.bodyOf(stable, 3)) as object;
    await stage.replace(stable, 3, JSON.stringify({ ...other, prev: "0".repeat(64) }));
    expect(await check()).toEqual({ commits: 1, faults: 1 });
    expect(faultsTold()).toEqual([
      "error chain.fault tenant=tenant-a stream=stable/1 version=3 why=prev_differs",
    ]);
  });

  it("finds a changed commit, once", async () => {
    const body = await stage.bodyOf(house, 2);
    await stage.replace(house, 2, body.replace("door.opened", "door.closed"));
    expect(await check()).toEqual({ commits: 6, faults: 1 });
    expect(measured).toEqual([1]);
    expect(faultsTold()).toEqual([
      "error chain.fault tenant=tenant-a stream=house/1 version=2 why=hash_differs",
    ]);
    expect(await check()).toEqual({ commits: 0, faults: 0 });
  });

  it("finds one that nobody can read", async () => {
    await stage.replace(house, 2, "{");
    expect(await check()).toMatchObject({ faults: 1 });
    expect(faultsTold()).toEqual([
      "error chain.fault tenant=tenant-a stream=house/1 version=2 why=unreadable",
    ]);
  });

  it("finds that one is missing, also one that was there at the last check", async () => {
    await stage.remove(house, 2);
    expect(await check()).toMatchObject({ faults: 1 });
    await stage.append(stable);
    await stage.remove(stable, 2);
    expect(await check()).toMatchObject({ faults: 1 });
    expect(faultsTold()).toEqual([
      "error chain.fault tenant=tenant-a stream=house/1 version=2 why=missing",
      "error chain.fault tenant=tenant-a stream=stable/1 version=2 why=missing",
    ]);
  });

  it("finds two that have changed places", async () => {
    const [second, third] = [await stage.bodyOf(house, 2), await stage.bodyOf(house, 3)];
    await stage.replace(house, 2, third);
    await stage.replace(house, 3, second);
    expect(await check()).toMatchObject({ faults: 2 });
    expect(faultsTold()).toEqual([
      "error chain.fault tenant=tenant-a stream=house/1 version=2 why=misplaced",
      "error chain.fault tenant=tenant-a stream=house/1 version=3 why=misplaced",
    ]);
  });
};

describe("The check of the chains over a file", () => {
  checkedOver(async () => {
    const directory = temporaryDirectory();
    const { db, store, cursors } = localPortsIn(directory.path, ":memory:");
    for (const what of ["changed", "deleted"]) db.run(`DROP TRIGGER commits_are_never_${what}`);
    const where = "WHERE tenant = ? AND stream = ? AND version = ?";
    return {
      cursors,
      storedLog: storedInFile(db),
      append: async (stream) => void (await appendNext(store, { stream })),
      bodyOf: async (stream, version) =>
        db.get<{ body: string }>(`SELECT body FROM commits ${where}`, tenantA, stream, version)
          ?.body ?? "",
      replace: async (stream, version, body) =>
        void db.run(`UPDATE commits SET body = ? ${where}`, body, tenantA, stream, version),
      remove: async (stream, version) =>
        void db.run(`DELETE FROM commits ${where}`, tenantA, stream, version),
      close: () => {
        db.close();
        directory.remove();
      },
    };
  });
});

withDynamoDb("The check of the chains over DynamoDB", (endpoint) => {
  checkedOver(async () => {
    const ports = await awsPorts({ endpoint: endpoint() });
    const { dynamo, store, sequencer, cursors, tables } = ports;
    const placeIn = (stream: StreamName, version: number) =>
      placeOf({ tenant: tenantA, stream, version });
    return {
      cursors,
      storedLog: storedInDynamo(dynamo),
      append: async (stream) => sequencer.sequence([await appendNext(store, { stream })]),
      bodyOf: async (stream, version) => {
        const Key = placeIn(stream, version);
        const { Item: item = {} } = await dynamo.get({ TableName: tables.commits, Key });
        return unpacked(item, "body");
      },
      replace: async (stream, version, body) => {
        const Item = { ...placeIn(stream, version), body: packed(body) };
        await dynamo.put({ TableName: tables.commits, Item });
      },
      remove: async (stream, version) => {
        await dynamo.delete({ TableName: tables.commits, Key: placeIn(stream, version) });
      },
      close: ports.close,
    };
  });

  it("misses the newest of a stream, which no commit after it tells of", async () => {
    const ports = await awsPorts({ endpoint: endpoint() });
    const { dynamo, store, sequencer, cursors, tables } = ports;
    for (const stream of [house, house])
      await sequencer.sequence([await appendNext(store, { stream })]);
    const Key = placeOf({ tenant: tenantA, stream: house, version: 2 });
    await dynamo.delete({ TableName: tables.commits, Key });
    const { log, metrics } = remembering();
    const deps = { cursors, log, metrics, storedLog: storedInDynamo(dynamo) };
    expect(await checkChains(deps, tenantA)).toMatchObject({ faults: 1 });
    ports.close();
  });
});
