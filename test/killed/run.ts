import { chanceFrom } from "#test/killed/chance";
import { runCourse } from "#test/killed/course";
import { type Evidence, judge, type Violations } from "#test/killed/judge";
import { storyFrom } from "#test/killed/story";
import { strikeKinds } from "#test/killed/strikes";

export type Report = {
  readonly seed: number;
  readonly kills: number;
  readonly courses: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly evidence: Evidence;
  readonly violations: Violations;
  readonly findings: readonly string[];
  /** What was not looked at, or never happened: a run with one of these proves nothing. */
  readonly vacuous: readonly string[];
  readonly green: boolean;
};

type Wish = {
  readonly kills: number;
  readonly seed: number;
  readonly customers?: number;
  readonly told?: (line: string) => void;
};

const killsOfACourse = 20;
/** So many kills meet every kind of moment, whatever the seed. */
const enoughForEveryKind = 100;

/** Ends servers `kills` times, in courses of their own folder and story; the carrier is outside in every other. */
export const runKilled = async ({
  kills,
  seed,
  customers,
  told = () => undefined,
}: Wish): Promise<Report> => {
  let left = kills;
  let courses = 0;
  let sum: Sum = emptySum;
  while (left > 0) {
    const story = storyFrom(seed + courses, customers === undefined ? {} : { customers });
    const place = courses % 2 === 0 ? "outside" : "inside";
    const own = Math.min(left, killsOfACourse);
    const chance = chanceFrom((seed + courses) ^ 0x5bd1e995);
    const undisturbed = await runCourse({ story, place, kills: 0, chance });
    const killed = await runCourse({ story, place, kills: own, chance });
    const { violations, evidence, findings } = judge(killed, undisturbed);
    sum = {
      byKind: added(sum.byKind, killed.kills),
      evidence: added(sum.evidence, evidence),
      violations: added(sum.violations, violations),
      findings: [...sum.findings, ...findings.map((one) => `seed ${story.seed}: ${one}`)],
    };
    left -= own;
    courses += 1;
    told(`seed ${story.seed}, carrier ${place}: ${own} kills, ${findings.length} findings`);
  }
  const { byKind, evidence, violations, findings } = sum;
  const vacuous = vacuousIn(sum, kills);
  const green = findings.length === 0 && vacuous.length === 0;
  return { seed, kills, courses, byKind, evidence, violations, findings, vacuous, green };
};

type Sum = Pick<Report, "byKind" | "evidence" | "violations" | "findings">;

const emptySum: Sum = {
  byKind: {},
  evidence: {
    acknowledged: 0,
    commandsSought: 0,
    commitsOpened: 0,
    commitsChained: 0,
    textsCompared: 0,
    textsTimed: 0,
    daysBalanced: 0,
  },
  violations: {
    acknowledgedLost: 0,
    textsLost: 0,
    sentTwice: 0,
    late: 0,
    chainBreaks: 0,
    unbalanced: 0,
    other: 0,
  },
  findings: [],
};

const added = <Counts extends Readonly<Record<string, number>>>(one: Counts, other: Counts) =>
  Object.fromEntries(
    Object.keys({ ...one, ...other }).map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]),
  ) as Counts;

const vacuousIn = ({ byKind, evidence }: Sum, wanted: number): readonly string[] => {
  const struck = strikeKinds.reduce((sum, kind) => sum + (byKind[kind] ?? 0), 0);
  const missing = wanted < enoughForEveryKind ? [] : [...strikeKinds, "starting"];
  return [
    ...(wanted <= 0 ? ["no kill was asked for"] : []),
    ...(struck === wanted ? [] : [`${struck} kills, and ${wanted} were asked for`]),
    ...missing.filter((kind) => (byKind[kind] ?? 0) === 0).map((kind) => `no kill when ${kind}`),
    ...Object.entries(evidence)
      .filter(([, count]) => count === 0)
      .map(([name]) => `nothing was checked: ${name}`),
  ];
};
