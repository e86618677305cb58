import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "#test/killed/chance";
import { beginStart, type House, type Place, startHouse } from "#test/killed/house";
import { inspect } from "#test/killed/inspect";
import type { AcceptedText } from "#test/killed/outside-carrier";
import type { Story } from "#test/killed/story";
import {
  createTrigger,
  drawStrike,
  type Strike,
  type StrikeKind,
  type Trigger,
} from "#test/killed/strikes";
import { type CarrierPlace, openWorld, type World } from "#test/killed/world";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** What one data folder went through, from its first start to the end of its story. */
export type Course = {
  readonly texts: readonly AcceptedText[];
  readonly summaries: readonly Summary[];
  readonly ready: boolean;
  readonly acknowledged: number;
  readonly kills: Readonly<Record<string, number>>;
  /** What was found wrong in the data of a dead server. */
  readonly findings: readonly string[];
  readonly checked: Checked;
};

export type Checked = {
  readonly inspections: number;
  readonly commandsSought: number;
  readonly commitsOpened: number;
  readonly commitsChained: number;
};

export type Summary = {
  readonly day: string;
  readonly planned: number;
  readonly sent: number;
  readonly suppressed: number;
  readonly failed: number;
  readonly pending: number;
  readonly balanced: boolean;
};

type Plan = {
  readonly story: Story;
  readonly place: CarrierPlace;
  readonly kills: number;
  readonly chance: Chance;
  /** What else happens to the server while the work of a step goes on. */
  readonly disturb?: (to: Disturbed) => Promise<void>;
};

export type Disturbed = {
  readonly house: House;
  readonly world: World;
  readonly chance: Chance;
  /** Ends the server and starts the next one, by a machine's clock that is off by so much. */
  readonly startAnew: (stepMs: number) => Promise<void>;
};

/** Plays the story on a folder of its own, ends the server as often as the plan says, and looks at what is left. */
export const runCourse = async (plan: Plan): Promise<Course> => {
  const directory = temporaryDirectory();
  const trigger = createTrigger();
  const acknowledged: (readonly string[])[] = [];
  const world = await openWorld(plan.place, {
    acknowledged: (commands) => {
      acknowledged.push(commands);
      trigger.noted("acknowledged");
    },
    moment: trigger.noted,
  });
  const stage = createStage({ folder: directory.path, world, trigger, acknowledged });
  try {
    await stage.begin();
    await play(plan, stage, world);
    await world.turnTo(plan.story.end); // For what was still being looked up.
    const { summaries, ready } = await askAbout(stage.house(), plan.story);
    await stage.inspectDead();
    return {
      texts: world.accepted(directory.path),
      summaries,
      ready,
      acknowledged: acknowledged.length,
      ...stage.told(),
    };
  } finally {
    await stage.house().kill();
    await world.close();
    directory.remove();
  }
};

type Planned = { readonly strike: Strike; readonly step: number };

const play = async (plan: Plan, stage: Stage, world: World): Promise<void> => {
  const { story, chance, disturb } = plan;
  const planned = plannedFor(plan);
  for (const [index, step] of story.steps.entries()) {
    const work = world.turnTo(step.at).then(() => Promise.all(step.deeds.map(world.does)));
    await strikeDuring(work, planned, index, stage);
    await disturb?.({ house: stage.house(), world, chance, startAnew: stage.startAnew });
    await work;
  }
  for (const { strike } of planned)
    await stage.strike({ ...strike, kind: "any" }, Promise.resolve());
};

const plannedFor = ({ story, chance, kills, place }: Plan): Planned[] =>
  Array.from({ length: kills }, () => ({
    strike: drawStrike(chance, place),
    step: drawStep(story, chance),
  })).toSorted((one, other) => one.step - other.step);

/** A strike whose moment does not come within this step waits for the next. */
const strikeDuring = async (
  work: Promise<unknown>,
  planned: Planned[],
  index: number,
  stage: Stage,
): Promise<void> => {
  for (let next = planned[0]; next !== undefined && next.step <= index; next = planned[0]) {
    if (!(await stage.strike(next.strike, work))) return;
    planned.shift();
  }
};

/** Half of the strikes fall where customers are at work, the others anywhere. */
const drawStep = ({ steps }: Story, chance: Chance): number => {
  const busy = steps.flatMap(({ deeds }, index) => (deeds.length > 0 ? [index] : []));
  return chance.below(2) === 0
    ? chance.below(steps.length)
    : (busy[chance.below(busy.length)] ?? 0);
};

type Stage = {
  readonly begin: () => Promise<void>;
  readonly house: () => House;
  /** `false` where the work was done before the strike's moment came. */
  readonly strike: (strike: Strike, work: Promise<unknown>) => Promise<boolean>;
  readonly startAnew: (stepMs: number) => Promise<void>;
  readonly inspectDead: () => Promise<void>;
  readonly told: () => Pick<Course, "kills" | "findings" | "checked">;
};

type Parts = {
  readonly folder: string;
  readonly world: World;
  readonly trigger: Trigger;
  /** Of each acknowledgement the commands of which one must be found. */
  readonly acknowledged: readonly (readonly string[])[];
};

const createStage = ({ folder, world, trigger, acknowledged }: Parts): Stage => {
  let stepMs = 0;
  const place = (): Place => ({
    folder,
    stepMs,
    ...(world.carrierUrl === undefined ? {} : { carrierUrl: world.carrierUrl }),
  });
  const kills: Record<string, number> = {};
  /** What is lost is lost at every look; it is told once. */
  const found = new Set<string>();
  const checked = { inspections: 0, commandsSought: 0, commitsOpened: 0, commitsChained: 0 };
  let house: House | null = null;
  let known: readonly string[] = [];
  let texts: readonly AcceptedText[] = [];

  const count = (kind: StrikeKind | "starting"): void => {
    kills[kind] = (kills[kind] ?? 0) + 1;
  };
  const living = (): House => {
    if (house === null) throw new Error("No server has been started yet");
    return house;
  };
  const begin = async (): Promise<void> => {
    house = await startHouse(place());
    world.serve(house);
  };

  const inspectDead = async (): Promise<void> => {
    await living().kill();
    const sought = [...acknowledged];
    const data = await inspect(folder, { openFrom: known.length });
    const lost = sought.filter((oneOf) => !oneOf.some((command) => data.commands.has(command)));
    for (const [command] of lost) found.add(`acknowledged, and lost: ${command}`);
    if (data.fault !== null) found.add(`the chain is broken: ${data.fault}`);
    if (data.backwards !== null) found.add(`dated before its predecessor: ${data.backwards}`);
    if (data.sealed !== null) found.add(`written, and cannot be opened: ${data.sealed}`);
    if (known.some((hash, index) => data.hashes[index] !== hash)) found.add("history has changed");
    const before = texts;
    texts = world.accepted(folder);
    if (before.some(({ execution }, index) => texts[index]?.execution !== execution))
      found.add("the carrier has forgotten a text");
    known = data.hashes;
    checked.inspections += 1;
    checked.commandsSought += sought.length;
    checked.commitsOpened += data.opened;
    checked.commitsChained += data.hashes.length;
  };

  return {
    begin,
    house: living,
    inspectDead,
    strike: async (strike, work) => {
      const { strike: act } = living();
      const done = Symbol("done");
      const first = await Promise.race([trigger.armed(strike, act), work.then(() => done)]);
      if (first === done && strike.kind !== "any") {
        trigger.disarm();
        return false;
      }
      act();
      count(strike.kind);
      await inspectDead();
      if (strike.startAfterMs !== null) {
        const starting = beginStart(place());
        await pause(strike.startAfterMs);
        starting.strike();
        await (await starting.ready)?.kill();
        count("starting");
      }
      await begin();
      return true;
    },
    startAnew: async (step) => {
      await inspectDead();
      stepMs = step;
      world.step(step);
      await begin();
    },
    told: () => ({ kills, findings: [...found], checked }),
  };
};

const askAbout = async (
  { baseUrl, sandbox }: House,
  { steps }: Story,
): Promise<Pick<Course, "summaries" | "ready">> => {
  const headers = { authorization: `Bearer ${sandbox.apiToken}` };
  const ready = (await fetch(`${baseUrl}/ready`)).status === 200;
  const days = [...new Set(steps.map(({ at }) => at.slice(0, 10)))];
  const summaries: Summary[] = [];
  for (const day of days) {
    const response = await fetch(`${baseUrl}/v1/messages/summary?day=${day}`, { headers });
    summaries.push((await response.json()) as Summary);
  }
  return { summaries, ready };
};
