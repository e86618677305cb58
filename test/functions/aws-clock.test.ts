import { beforeEach, describe, expect, it } from "vitest";
import { as, type TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import type { AwsHouse } from "#functions/aws-house";
import { first as firstOfSweep } from "#functions/aws/timers/sweep";
import { onClock } from "#functions/on-aws";
import { call, houseOver, remembering } from "#test/support/aws-door";

/** What a rule of EventBridge sends every minute. */
const rung = {
  version: "0",
  id: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "000000000000",
  time: "2026-03-02T15:00:00Z",
  region: "us-east-1",
  resources: ["arn:aws:events:us-east-1:000000000000:rule/aro-test-every-minute"],
  detail: {},
};

describe("a clock that rings", () => {
  const remembered = remembering();
  const turns: string[] = [];
  beforeEach(() => {
    remembered.lines.length = 0;
    turns.length = 0;
  });

  const open = async () =>
    houseOver(remembered as unknown as Deps, {
      tenants: async () => ["a", "b", "c"].map((id) => as(id)),
    });
  const ring = (turn: (tenant: TenantId) => Promise<void>, first?: () => Promise<void>) =>
    call(
      onClock(open, "sweep.failed", () => turn, first),
      rung as unknown,
    );

  it("is heard once for every tenant, after what is first for all", async () => {
    await ring(
      async (tenant) => void turns.push(tenant),
      async () => void turns.push("first"),
    );
    expect(turns).toEqual(["first", "a", "b", "c"]);
  });

  it("goes on where one of them fails, and then fails, so that it rings again", async () => {
    const failing = ring(async (tenant) => {
      if (tenant === "b") throw new RangeError("broken");
      turns.push(tenant);
    });
    await expect(failing).rejects.toThrow("Cannot take 1 of the turns");
    expect(turns).toEqual(["a", "c"]);
    expect(remembered.lines).toEqual(["error sweep.failed tenant=b why=RangeError"]);
  });

  it("is heard for every tenant where what is first for all fails, and then fails, too", async () => {
    const failing = ring(
      async (tenant) => void turns.push(tenant),
      async () => {
        throw new RangeError("broken");
      },
    );
    await expect(failing).rejects.toThrow("Cannot take 1 of the turns");
    expect(turns).toEqual(["a", "b", "c"]);
    expect(remembered.lines).toEqual(["error sweep.failed why=RangeError"]);
  });
});

it("tells how many letters wait, whatever becomes of the timers: who hears nothing of them takes them for none", async () => {
  const remembered = remembering();
  const house = houseOver(remembered as unknown as Deps, {
    letterRows: { waiting: async () => 3 } as unknown as AwsHouse["letterRows"],
    coming: {
      planAhead: async () => {
        throw new RangeError("broken");
      },
    } as unknown as AwsHouse["coming"],
  });
  await expect(firstOfSweep(house)).rejects.toThrow("broken");
  expect(remembered.counts).toEqual(["letters.waiting"]);
});
