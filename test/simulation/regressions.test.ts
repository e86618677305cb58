import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadPacks } from "#test/simulation/packs";
import { runSeed } from "#test/simulation/run";
import { regressionsFolder, type ShrunkStory } from "#test/simulation/shrink";

const packs = await loadPacks();
const stories = readdirSync(regressionsFolder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => {
    const story = JSON.parse(readFileSync(join(regressionsFolder, file), "utf8")) as ShrunkStory;
    return { name: file.slice(0, -".json".length), story };
  });

describe("what went wrong once", () => {
  it("is kept", () => {
    expect(stories.length).toBeGreaterThan(0);
  });

  it.each(stories)("does not go wrong any more: $name", async ({ story }) => {
    const report = await runSeed({
      seed: story.seed,
      factor: story.factor,
      packs,
      on: story.on,
      mostTenants: story.tenants,
      only: new Set(story.faults),
      ...(story.appointments > 0 && { appointments: story.appointments }),
    });
    expect(report.violations).toEqual([]);
    expect(report.cut).toBeNull();
    // A world that has changed may have none of them left, and then proves nothing: tell it anew, by another seed.
    expect(report.faults).toEqual(expect.arrayContaining([...story.faults]));
    expect(report.tally.texts).toBeGreaterThan(0);
  });
});
