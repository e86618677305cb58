import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Invariant } from "#test/simulation/invariants";
import type { On } from "#test/simulation/faults";
import type { Packs } from "#test/simulation/packs";
import type { Planted } from "#test/simulation/planted";
import { type Report, runSeed } from "#test/simulation/run";

/** The shortest way found to make the same thing go wrong. */
export type ShrunkStory = {
  readonly seed: number;
  readonly factor: number;
  /** Left out where it is over simulated ports. */
  readonly on?: On;
  readonly appointments: number;
  readonly tenants: number;
  readonly faults: readonly string[];
  readonly invariant: Invariant;
  readonly what: string;
  readonly timeline: readonly string[];
};

type Wish = {
  readonly seed: number;
  readonly factor: number;
  readonly on?: On;
  readonly packs: Packs;
  readonly planted?: Planted;
};

type Try = {
  readonly appointments: number;
  readonly tenants: number;
  readonly faults: readonly string[];
};

const mostRuns = 400;

/**
 * Takes faults away, half of them, a quarter, one by one, and appointments and tenants, as long as the same
 * invariant still breaks; `null` where nothing goes wrong with the seed.
 */
export const shrink = async (wish: Wish): Promise<ShrunkStory | null> => {
  const whole = await runSeed(settingsOf(wish));
  const [first] = whole.violations;
  if (first === undefined) return null;
  let runs = 0;
  const breaks = async (one: Try): Promise<boolean> => {
    runs += 1;
    if (runs > mostRuns) return false;
    const report = await runSeed(settingsOf(wish, one));
    return report.violations[0]?.invariant === first.invariant;
  };
  let best: Try = { appointments: defaultAppointments, tenants: 2, faults: whole.faults };
  best = await withFewerFaults(best, breaks);
  for (const appointments of [1, 2, 3, 4, 5])
    if (best.appointments === defaultAppointments && (await breaks({ ...best, appointments })))
      best = { ...best, appointments };
  if (await breaks({ ...best, tenants: 1 })) best = { ...best, tenants: 1 };
  best = await withFewerFaults(best, breaks);
  return told(wish, best, await runSeed(settingsOf(wish, best)));
};

/** As many as the seed itself would have. */
const defaultAppointments = 0;

const settingsOf = (wish: Wish, one?: Try) => ({
  seed: wish.seed,
  factor: wish.factor,
  packs: wish.packs,
  on: wish.on,
  ...(wish.planted !== undefined && { planted: wish.planted }),
  ...(one !== undefined && { only: new Set(one.faults), mostTenants: one.tenants }),
  ...(one !== undefined && one.appointments > 0 && { appointments: one.appointments }),
});

/** Delta debugging (Zeller and Hildebrandt): complements of ever smaller parts. */
const withFewerFaults = async (from: Try, breaks: (one: Try) => Promise<boolean>): Promise<Try> => {
  let best = from;
  let parts = 2;
  while (best.faults.length > 0) {
    const size = Math.ceil(best.faults.length / parts);
    let isShorter = false;
    for (let at = 0; at < best.faults.length; at += size) {
      const faults = best.faults.filter((_, index) => index < at || index >= at + size);
      if (!(await breaks({ ...best, faults }))) continue;
      best = { ...best, faults };
      isShorter = true;
      break;
    }
    if (isShorter) parts = Math.max(2, parts - 1);
    else if (size === 1) break;
    else parts = Math.min(best.faults.length, parts * 2);
  }
  return best;
};

const told = async (wish: Wish, best: Try, report: Report): Promise<ShrunkStory> => {
  const timeline: string[] = [];
  await runSeed({ ...settingsOf(wish, best), tell: (line) => void timeline.push(line) });
  const [violation] = report.violations;
  return {
    seed: wish.seed,
    factor: wish.factor,
    ...(wish.on === "aws" && { on: wish.on }),
    ...best,
    invariant: violation?.invariant ?? "S1",
    what: violation?.what ?? "",
    timeline: untilBroken(timeline),
  };
};

/** What came after it broke explains nothing. */
const untilBroken = (timeline: readonly string[]): readonly string[] => {
  const broken = timeline.findIndex((line) => line.includes(" ✗ "));
  return broken < 0 ? timeline : timeline.slice(0, broken + 1);
};

export const storyText = (story: ShrunkStory): string =>
  [
    `seed ${story.seed} at ${story.factor}x breaks ${story.invariant}: ${story.what}`,
    `with ${story.appointments === 0 ? "the seed's" : story.appointments} appointments and ${story.faults.length} faults`,
    ...story.timeline,
  ].join("\n");

/** The folder of stories that went wrong once: `npx vitest run test/simulation/regressions.test.ts` tells them again. */
export const regressionsFolder = join(import.meta.dirname, "regressions");

export const keepStory = (name: string, story: ShrunkStory): void =>
  writeFileSync(join(regressionsFolder, `${name}.json`), `${JSON.stringify(story, null, 2)}\n`);
