import { describe, expect, it } from "vitest";
import { isRed, reportText, runCampaign } from "#test/simulation/campaign";
import { coverageText, gapsIn } from "#test/simulation/coverage";
import { allFaultKinds } from "#test/simulation/faults";
import { loadPacks } from "#test/simulation/packs";
import type { Planted } from "#test/simulation/planted";
import { runSeed } from "#test/simulation/run";
import { addTally, emptyTally } from "#test/simulation/tally";
import { refuseMixture, wishesFrom } from "#test/simulation/wishes";

const packs = await loadPacks();

describe("some hundred worlds", () => {
  it("lose, double, leak nothing, at 1× and at 3×, and have tried everything that they claim", async () => {
    const calm = await runCampaign({ from: 1, seeds: 160, factor: 1, packs });
    const rough = await runCampaign({ from: 10_001, seeds: 160, factor: 3, packs });
    expect([...calm.failures, ...rough.failures]).toEqual([]);
    const tally = emptyTally();
    addTally(tally, calm.tally);
    addTally(tally, rough.tally);
    expect(gapsIn(tally)).toEqual([]);
    expect(allFaultKinds.length).toBeGreaterThanOrEqual(30);
  });

  it("come out the same, byte for byte, from the same seed, and otherwise from another", async () => {
    const once = await runCampaign({ from: 77, seeds: 12, factor: 3, packs });
    const again = await runCampaign({ from: 77, seeds: 12, factor: 3, packs });
    expect(again.traceHash).toBe(once.traceHash);
    expect(again.tally).toEqual(once.tally);
    const other = await runCampaign({ from: 78, seeds: 12, factor: 3, packs });
    expect(other.traceHash).not.toBe(once.traceHash);
  });

  it("tell the same story twice, told or not", async () => {
    const lines: string[] = [];
    const told = await runSeed({
      seed: 5,
      factor: 3,
      packs,
      tell: (line) => void lines.push(line),
    });
    expect(lines.length).toBeGreaterThan(50);
    expect((await runSeed({ seed: 5, factor: 3, packs })).traceHash).toBe(told.traceHash);
  });

  it("go on for weeks after all is well, so that dead letters come back when everything is long over", async () => {
    const told = async (seed: number) => {
      const lines: string[] = [];
      const tell = (line: string) => void lines.push(line);
      return { lines, ...(await runSeed({ seed, factor: 3, packs, tell })) };
    };
    let [seed, world] = [1, await told(1)];
    while (world.tally.acts["dead letters"] === undefined && seed < 20) world = await told(++seed);
    const { lines, tally } = world;
    const healed = lines.find((line) => line.endsWith("the world has healed")) ?? "";
    const last = lines.findLast((line) => /^\d{4}-/.test(line)) ?? "";
    expect(tally.checks.L6).toBeGreaterThan(0);
    expect(Date.parse(last.slice(0, 24)) - Date.parse(healed.slice(0, 24))).toBeGreaterThan(
      24 * 24 * 3_600_000,
    );
  });

  it("without a fault have none of them, and send all the same", async () => {
    const { tally, failures } = await runCampaign({ from: 1, seeds: 10, factor: 0, packs });
    expect(failures).toEqual([]);
    expect(Object.values(tally.faults).every((count) => count === 0)).toBe(true);
    expect(tally.texts).toBeGreaterThan(10);
  });
});

describe("a run that proves nothing", () => {
  it("is red, and says why: nothing to do, a kind that never happened, a question that was never asked", () => {
    const gaps = gapsIn(emptyTally());
    expect(gaps).toContain("the workload is empty");
    expect(gaps).toContain("no text was ever sent");
    expect(gaps.join("\n")).toContain('fault "timer.lost" never happened');
    expect(gaps.join("\n")).toContain("invariant S4 was never asked");
  });

  it("is red where a call never met one of its outcomes, once there were seeds enough for it", async () => {
    const { tally } = await runCampaign({ from: 1, seeds: 3, factor: 0, packs });
    tally.seeds = 5_000;
    for (const counts of Object.values(tally.calls)) counts[0] = (counts[0] ?? 0) + 5_000;
    expect(gapsIn(tally).join("\n")).toContain('call "store.append" never met "reply_lost"');
  });

  it("is red where a call is not made any more, or made and on no list", async () => {
    const { tally } = await runCampaign({ from: 1, seeds: 8, factor: 1, packs });
    expect(gapsIn(tally).filter((gap) => gap.startsWith("call"))).toEqual([]);
    tally.seeds = 5_000;
    for (const call of Object.keys(tally.calls))
      if (call.endsWith(".leases.release")) delete tally.calls[call];
    tally.calls["api.leases.steal"] = [1, 1, 1, 1, 1, 1, 1];
    const gaps = gapsIn(tally).filter((gap) => !gap.includes("never met"));
    expect(gaps).toContain('call "leases.release" was never made');
    expect(gaps).toContain('call "leases.steal" is on no list of calls');
    expect(gaps).not.toContain('call "store.append" was never made');
  });

  it("is red where a world cannot be played to its end, and names its seed; the others go on", async () => {
    const planted: Planted = {
      name: "no world",
      means: "the first machine cannot be built",
      wrap: (deps, { tenant }) => {
        if (tenant === "tenant-0") throw new Error("Cannot build it");
        return deps;
      },
    };
    const { failures, tally } = await runCampaign({ from: 4, seeds: 3, factor: 0, packs, planted });
    expect(failures.map(({ seed }) => seed)).toEqual([4, 5, 6]);
    expect(failures[0]?.cut).toContain("Cannot build it");
    expect(tally.seeds).toBe(0);
  });

  it("is not begun where it was asked for in words that mean nothing", () => {
    const said = { seeds: "10", from: "1", workers: "1", faults: "both", on: "ports" };
    expect(wishesFrom(said)).toEqual({
      seeds: 10,
      from: 1,
      workers: 2,
      factors: [1, 3],
      on: "ports",
    });
    for (const wrong of [
      { seeds: "many" },
      { from: "" },
      { from: "-1" },
      { workers: "1.5" },
      { faults: "2x" },
      { on: "azure" },
      { workers: "900000" },
    ])
      expect(() => wishesFrom({ ...said, ...wrong })).toThrow(/^Cannot/);
  });

  it("is not begun where more is asked for than would be done", () => {
    const nothing = { pairs: false, power: false, "crash-points": false };
    refuseMixture({ ...nothing, shrink: "5", save: "a-late-list" });
    refuseMixture({ ...nothing, pairs: true, "crash-points": true });
    for (const mixed of [
      { pairs: true },
      { save: "a-late-list" },
      { shrink: "5", save: "../../core/heart" },
      { shrink: "5", replay: "6" },
      { power: true, "crash-points": true },
    ])
      expect(() => refuseMixture({ ...nothing, ...mixed })).toThrow(/^Cannot/);
  });

  it("is red where it ended early", async () => {
    const report = await runSeed({ seed: 1, factor: 1, packs, mostSteps: 50 });
    expect(report.cut).toBe("more steps than a small world may take");
    expect(isRed(report)).toBe(true);
    expect(reportText(report, 1)).toMatch(/^seed 1 at 1x: 0 violations, more steps than .*, trace/);
  });

  it("shows its figures as a claim that can be read", async () => {
    const { tally } = await runCampaign({ from: 1, seeds: 2, factor: 3, packs });
    expect(coverageText(tally)).toMatch(/\d+ {2}S4 {3}one text per intent at most/);
  });
});
