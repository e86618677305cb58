import { describe, expect, it } from "vitest";
import { runCampaign } from "#test/simulation/campaign";
import { gapsIn } from "#test/simulation/coverage";
import { faultKindsOn } from "#test/simulation/faults";
import { loadPacks } from "#test/simulation/packs";
import { powerOf } from "#test/simulation/power";
import { addTally, emptyTally } from "#test/simulation/tally";

const packs = await loadPacks();
const on = "aws";

describe("some worlds on AWS", () => {
  it("lose, double, leak nothing, and have tried what AWS does wrong", async () => {
    const calm = await runCampaign({ from: 1, seeds: 5, factor: 1, packs, on });
    const rough = await runCampaign({ from: 98, seeds: 12, factor: 3, packs, on });
    expect([...calm.failures, ...rough.failures]).toEqual([]);
    const tally = emptyTally();
    addTally(tally, calm.tally);
    addTally(tally, rough.tally);
    const ofAws = /"(dynamo|feed|queue|schedule|timer|kms|container|effect)\./;
    expect(gapsIn(tally, on).filter((gap) => ofAws.test(gap))).toEqual([]);
    expect(faultKindsOn(on).length).toBeGreaterThan(60);
  });

  it("come out the same, byte for byte, from the same seed", async () => {
    const once = await runCampaign({ from: 7, seeds: 2, factor: 3, packs, on });
    const again = await runCampaign({ from: 7, seeds: 2, factor: 3, packs, on });
    expect(again.traceHash).toBe(once.traceHash);
    expect(again.tally).toEqual(once.tally);
  });

  it("without a fault have none of them, and send all the same", async () => {
    const { tally, failures } = await runCampaign({ from: 1, seeds: 2, factor: 0, packs, on });
    expect(failures).toEqual([]);
    expect(Object.values(tally.faults).every((count) => count === 0)).toBe(true);
    expect(tally.texts).toBeGreaterThan(2);
  });
});

describe("mistakes made with AWS on purpose", () => {
  it("are caught within a few worlds, those that strike often; the night plants all of them", async () => {
    const only = [
      "conflict taken for our own write",
      "a batch is done as a whole",
      "what was left of a batch is forgotten",
      "the feed is continued blindly",
      "a commit is written over",
    ];
    const powers = await powerOf({ packs, from: 1, mostSeeds: 20, on, only });
    expect(powers).toHaveLength(only.length);
    expect(powers.filter(({ seeds }) => seeds === null)).toEqual([]);
  });
});
