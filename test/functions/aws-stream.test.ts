import type { DynamoDBStreamEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packed } from "#adapters/aws/items";
import type { StreamRecord } from "#adapters/aws/stream-records";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import { unreadableAside } from "#functions/aws-aside";
import type { BatchResult, StreamEvent } from "#functions/aws-shapes";
import type { Deps } from "#functions/deps";
import { onStream } from "#functions/on-aws";
import { create as project } from "#functions/streams/project";
import { create as react } from "#functions/streams/react";
import { call, houseOver, remembering } from "#test/support/aws-door";
import { streamEvent } from "#test/support/aws-events";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const recordOf = (
  sequence: number,
  commit: object,
  eventName: StreamRecord["eventName"] = "INSERT",
): StreamRecord => ({
  eventName,
  dynamodb: {
    SequenceNumber: `${sequence}`,
    NewImage: {
      pk: { S: "riverside#x" },
      version: { N: "1" },
      body: { B: Buffer.from(packed(JSON.stringify(commit)).B ?? "").toString("base64") },
    },
  },
});

const commit = (stream: string, version: number) => ({
  tenant: "riverside",
  stream,
  version,
  cause: { correlationId: "story-0001" },
  events: [],
});

describe("a batch of stream records", () => {
  const remembered = remembering();
  const taken: string[] = [];
  beforeEach(() => {
    remembered.lines.length = 0;
    taken.length = 0;
  });

  const handled = (changes: readonly StreamRecord[], failing: readonly string[] = []) => {
    const take = () => async (commits: readonly Commit[]) => {
      for (const { stream, version } of commits) {
        if (failing.includes(`${stream} ${version}`)) throw new RangeError("poison");
        taken.push(`${stream} ${version}`);
      }
    };
    const handler = onStream(async () => houseOver(remembered as unknown as Deps), "react", {
      create: take,
    });
    return call<StreamEvent, BatchResult>(handler, streamEvent(changes));
  };
  const failedIn = ({ batchItemFailures: failures }: BatchResult) =>
    failures.map(({ itemIdentifier }) => itemIdentifier);

  it("has the shape that is published", () => {
    const published = (streamEvent([recordOf(1, commit("a", 1))]) as DynamoDBStreamEvent)
      .Records[0];
    const read: StreamEvent["Records"][number] | undefined = published;
    expect(read?.dynamodb?.SequenceNumber).toBe("1");
  });

  it("is taken stream by stream, each in its order, and each commit once", async () => {
    const answer = await handled([
      recordOf(1, commit("a", 2)),
      recordOf(2, commit("b", 1)),
      recordOf(3, commit("a", 1)),
      recordOf(4, commit("a", 2)),
      recordOf(5, commit("a", 3)),
    ]);
    expect(failedIn(answer)).toEqual([]);
    expect(taken.filter((one) => one.startsWith("a"))).toEqual(["a 1", "a 2", "a 3"]);
    expect(taken).toContain("b 1");
  });

  it("comes again from the first record that failed on; the others are done all the same", async () => {
    const changes = [
      recordOf(100, commit("a", 1)),
      recordOf(101, commit("b", 1)),
      recordOf(102, commit("b", 2)),
      recordOf(103, commit("c", 1)),
    ];
    expect(failedIn(await handled(changes, ["b 2"]))).toEqual(["101"]);
    expect(taken).toEqual(["a 1", "b 1", "c 1"]);
    expect(remembered.lines).toContain(
      "error feed.failed reader=react stream=b version=1 commits=2 correlationId=story-0001 why=RangeError",
    );
  });

  it("with one record that nobody can read keeps that, and does the rest", async () => {
    const broken = recordOf(2, commit("a", 1));
    const changes = [
      recordOf(1, commit("a", 1)),
      { ...broken, dynamodb: { ...broken.dynamodb, NewImage: {} } },
      recordOf(3, commit("b", 1)),
    ];
    expect(failedIn(await handled(changes))).toEqual(["2"]);
    expect(taken).toEqual(["a 1", "b 1"]);
  });

  it("with one that nobody can read goes on where there is a place for it, and it can be found again", async () => {
    const broken = (sequence: number, Keys: object) => ({
      eventName: "INSERT" as const,
      dynamodb: { SequenceNumber: `${sequence}`, NewImage: {}, Keys: Keys as never },
    });
    const key = { pk: { S: "riverside#appointment/x" }, version: { N: "7" } };
    const sent: unknown[] = [];
    let isDown = false;
    const deps = {
      ...remembered,
      clock: { now: () => at("2026-03-02T15:00:00Z") },
      queues: {
        send: async (message: unknown) => {
          if (isDown) throw new RangeError("down");
          sent.push(message);
        },
      },
    } as unknown as Deps;
    const handler = onStream(async () => houseOver(deps), "react", {
      create: () => async (commits) => void taken.push(...commits.map(({ stream }) => stream)),
      aside: unreadableAside("react"),
    });
    const changes = [broken(1, key), recordOf(2, commit("b", 1))];
    const handle = (records: readonly StreamRecord[]) =>
      call<StreamEvent, BatchResult>(handler, streamEvent(records));

    expect(failedIn(await handle(changes))).toEqual([]);
    const body = { stream: "appointment/x", version: 7, why: "commit_unreadable" };
    expect(sent).toEqual([{ tenant: "riverside", queue: "parked-react", body }]);
    expect(taken).toEqual(["b"]);
    // Of what bears no key of ours nobody could say where to look; Lambda puts that aside, in time.
    expect(failedIn(await handle([broken(3, {})]))).toEqual(["3"]);
    // It comes along with what is tried again beside it, and is still one letter.
    expect(failedIn(await handle(changes))).toEqual([]);
    expect(sent).toHaveLength(1);
    isDown = true;
    const next = { ...key, version: { N: "8" } };
    expect(failedIn(await handle([broken(4, next)]))).toEqual(["4"]);
  });

  it("takes no notice of what changed or went: a commit does neither", async () => {
    const changes = [recordOf(1, commit("a", 1), "MODIFY"), recordOf(2, commit("a", 2), "REMOVE")];
    expect(failedIn(await handled(changes))).toEqual([]);
    expect(taken).toEqual([]);
  });

  it("fails as a whole where what is first for all of it fails", async () => {
    const handler = onStream(async () => houseOver(remembered as unknown as Deps), "project", {
      create: () => async () => void taken.push("taken"),
      first: async () => {
        throw new RangeError("not now");
      },
    });
    await expect(call(handler, streamEvent([recordOf(1, commit("a", 1))]))).rejects.toThrow(
      "not now",
    );
    expect(taken).toEqual([]);
  });
});

const isFirst = ({ version }: Commit): boolean => version === 1;

describe("the commits of a booking over a stream", () => {
  let house: TestHouse;
  let commits: readonly Commit[];
  beforeEach(async () => {
    house = await testHouse("2026-03-02T15:00:00Z");
    await house.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
    const entries = await house.composed.deps.feed.after(as("riverside"), 0, 100);
    commits = entries.map((entry) => entry.commit);
  });
  afterEach(() => house.close());

  const rowsNow = () => house.composed.db.all("SELECT * FROM views ORDER BY view, key");

  it("set nothing off twice, however often and in whatever order they come", async () => {
    const records = recordsOf(house.composed);
    const before = records.commits();
    const handler = onStream(async () => houseOver(house.composed.deps), "react", {
      create: react,
    });
    const again = [...commits, ...commits.toReversed()].map((one, index) => recordOf(index, one));
    const answer = await call<StreamEvent, BatchResult>(handler, streamEvent(again));
    await house.drive.drain();

    expect(answer.batchItemFailures).toEqual([]);
    expect(records.commits()).toBe(before);
    expect(house.texts("+14045550123")).toHaveLength(1);
  });

  it("read each row once, whoever of the fold asks for it", async () => {
    const { deps } = house.composed;
    await deps.views.clear(as("riverside"));
    const read: string[] = [];
    const views: Deps["views"] = {
      ...deps.views,
      get: (tenant, view, key) => {
        read.push(`${view} ${key}`);
        return deps.views.get(tenant, view, key);
      },
    };
    const handler = onStream(async () => houseOver({ ...deps, views }), "project", {
      create: project,
    });
    await call(handler, streamEvent(commits.map((one, index) => recordOf(index, one))));

    expect(rowsNow().length).toBeGreaterThan(2);
    expect(read.toSorted()).toEqual([...new Set(read)].toSorted());
  });

  it("make the same rows, whichever comes first", async () => {
    const { deps } = house.composed;
    const wanted = rowsNow();
    expect(wanted.length).toBeGreaterThan(2);
    await deps.views.clear(as("riverside"));
    const handler = onStream(async () => houseOver(deps), "project", { create: project });
    // Each in a batch of its own: what comes after the first of a stream comes in the wrong order.
    const [first, later] = [commits.filter(isFirst), commits.filter((one) => !isFirst(one))];
    for (const [index, one] of [...first, ...later.toReversed()].entries())
      await call(handler, streamEvent([recordOf(index, one)]));

    expect(rowsNow()).toEqual(wanted);
  });

  it("put the row last that tells how far a stream is folded: who dies before begins there again", async () => {
    const { deps } = house.composed;
    await deps.views.clear(as("riverside"));
    const put: string[] = [];
    const views: Deps["views"] = {
      get: (...asked) => deps.views.get(...asked),
      range: (...asked) => deps.views.range(...asked),
      clear: (...asked) => deps.views.clear(...asked),
      put: (whose, row) => {
        put.push(row.view);
        return deps.views.put(whose, row);
      },
    };
    const visit = commits.filter(({ stream }) => stream.startsWith("appointment/"));
    await project({ ...deps, views })(visit);
    expect(put).toContain("planned-texts");
    expect(put.at(-1)).toBe("appointments");
  });
});
