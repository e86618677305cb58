import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf } from "#test/architecture/directions";
import { ourFiles, root } from "#test/architecture/our-files";
import { plantedOnAws } from "#test/simulation/aws/planted-bugs";
import { crashPoints, scenarios } from "#test/simulation/crash-points";
import { loadPacks } from "#test/simulation/packs";
import { plantedBugs } from "#test/simulation/planted-bugs";
import { allInvariants } from "#test/simulation/invariants";
import { gapsInPower, medianOf, mostSeedsOfMistake, powerOf } from "#test/simulation/power";
import { runSeed } from "#test/simulation/run";
import { shrink, storyText } from "#test/simulation/shrink";

const packs = await loadPacks();

describe("mistakes made on purpose", () => {
  it("are caught, every one, half of them within a few seeds", async () => {
    expect(plantedBugs.length).toBeGreaterThanOrEqual(25);
    const powers = await powerOf({ packs, from: 1, mostSeeds: mostSeedsOfMistake });
    expect(gapsInPower(powers)).toEqual([]);
    expect(medianOf(powers)).toBeLessThan(20);

    const blind = powers.map((one) => (one.by === "S8" ? { ...one, by: "S4" } : one));
    expect(gapsInPower(blind)).toEqual([expect.stringContaining("no mistake has ever broken S8")]);
    expect(gapsInPower([])).toHaveLength(allInvariants.length + 1);
  });

  it("stand in no file of production, nor does production know the way to them", () => {
    const production = ourFiles(".ts").filter(
      ({ path }) => !path.startsWith("test/") && path !== "vitest.config.ts",
    );
    expect(production.length).toBeGreaterThan(200);
    for (const { path, text } of production) {
      const intoTests = importsOf(text).filter(({ target }) => /^#test\/|\/test\//.test(target));
      expect([path, ...intoTests]).toEqual([path]);
      // Nor by a name that is put together when it runs.
      expect([path, text.includes("#test/")]).toEqual([path, false]);
      for (const { name } of [...plantedBugs, ...plantedOnAws])
        expect([path, text.includes(`"${name}"`)]).toEqual([path, false]);
    }
  });

  it("are told as a short story, with the faults that it takes and no others", async () => {
    const planted = plantedBugs.find(({ name }) => name === "blind retry");
    if (planted === undefined) throw new Error("Cannot find the mistake");
    const [power] = await powerOf({ packs, from: 1, mostSeeds: 80, only: [planted.name] });
    const seed = power?.seed ?? 0;
    const whole = await runSeed({ seed, factor: 3, packs, planted });
    const story = await shrink({ seed, factor: 3, packs, planted });
    expect(story?.faults.length).toBeLessThanOrEqual(5);
    expect(story?.faults.length).toBeLessThan(whole.faults.length);
    expect(story === null ? "" : storyText(story)).toMatch(/⚡[\s\S]*✗/);
  });
});

describe("crash points", () => {
  it("of a short flow are all survived, and the run says itself how many there are", async () => {
    const [scenario] = scenarios.filter(({ name }) => name === "a booking that is called off");
    if (scenario === undefined) throw new Error("Cannot find the scenario");
    const [points] = await crashPoints({ packs, withPairs: false, only: [scenario] });
    expect(points?.failures).toEqual([]);
    expect(points?.tried).toBe((points?.effects ?? 0) * 4);
    expect(points?.effects).toBeGreaterThan(200);
  });

  it("of every golden flow still tell what their names say", async () => {
    const points = await crashPoints({ packs, withPairs: false, every: 97 });
    expect(points.map(({ failures }) => failures).flat()).toEqual([]);
    expect(new Set(points.map(({ seed }) => seed)).size).toBe(scenarios.length);
  });
});

describe("the nightly lane", () => {
  it("runs what the page says that it runs", () => {
    const workflow = readFileSync(join(root, ".github/workflows/nightly.yml"), "utf8");
    const page = readFileSync(join(root, "docs/operating/nightly.md"), "utf8");
    for (const lane of workflow.matchAll(/test\/simulation\/main\.ts (.*)$/gm))
      expect(page).toContain((lane[1] ?? "").split("|")[0]?.trim());
  });
});
