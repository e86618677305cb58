import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { at } from "#core/kernel/time";
import { awsHouse } from "#test/support/aws-house";
import { injectFaults } from "#test/support/dynamo-faults";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { writtenFromNow } from "#test/support/written-lines";

const start = "2026-03-02T15:00:00Z";
const visit = booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(start) });

type Line = Readonly<Record<string, unknown>>;

withDynamoDb("the check of what a booking has left on AWS", (endpoint) => {
  let house: Awaited<ReturnType<typeof awsHouse>>;
  let written: string[];
  beforeEach(async () => {
    written = writtenFromNow();
    house = await awsHouse(endpoint(), start, { least: "info" });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await house.close();
  });

  const checked = async (): Promise<readonly Line[]> => {
    written.length = 0;
    await house.handlers.checkChains({});
    return written.flatMap((text) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line) as Line),
    );
  };

  it("finds it as it was written, tells where the alarm looks, and asks for nothing sealed", async () => {
    await house.post(inviteeCreated(visit));
    const { questions } = injectFaults(house.aws.clients.dynamo);
    const unwrapped = house.aws.kms.calls().length;
    const lines = await checked();

    expect(lines).toContainEqual(
      expect.objectContaining({
        event: "chain.verified",
        function: "aro-test-timers/check-chains",
      }),
    );
    expect(lines.find(({ event }) => event === "chain.verified")?.["commits"]).toBeGreaterThan(3);
    expect(lines).toContainEqual(
      expect.objectContaining({ service: "aro-test", "chain.faults": 0 }),
    );
    const { commits, views } = house.aws.tables;
    const asked = questions.map(({ command, input }) => {
      const table = [commits, views].find((one) => JSON.stringify(input).includes(`"${one}"`));
      return `${command} ${table === commits ? "commits" : "views"}`;
    });
    expect([...new Set(asked)].toSorted()).toEqual([
      "BatchGetItem commits",
      "GetItem views",
      "Query views",
      "UpdateItem views",
    ]);
    expect(house.aws.kms.calls()).toHaveLength(unwrapped);
    expect((await checked()).find(({ event }) => event === "chain.verified")).toMatchObject({
      commits: 0,
    });
  });
});
