import type { Course } from "#test/killed/course";
import type { AcceptedText } from "#test/killed/outside-carrier";

/** What must be zero. */
export type Violations = {
  readonly acknowledgedLost: number;
  readonly textsLost: number;
  readonly sentTwice: number;
  readonly late: number;
  readonly chainBreaks: number;
  readonly unbalanced: number;
  readonly other: number;
};

/** What must not be zero, or nothing was looked at. */
export type Evidence = {
  readonly acknowledged: number;
  readonly commandsSought: number;
  readonly commitsOpened: number;
  readonly commitsChained: number;
  readonly textsCompared: number;
  readonly textsTimed: number;
  readonly daysBalanced: number;
};

export type Verdict = {
  readonly violations: Violations;
  readonly evidence: Evidence;
  readonly findings: readonly string[];
};

/** An unknown outcome may cost a quarter of an hour and the look-ups around it, never more. */
const latestMinutes = 31;

/** Holds what a server that was killed has done against what one that was left alone did in the same story. */
export const judge = (killed: Course, undisturbed: Course): Verdict => {
  const texts = compared(killed.texts, undisturbed.texts);
  const sums = summed(killed);
  const findings = [
    ...undisturbed.findings,
    ...killed.findings,
    ...texts.findings,
    ...sums.findings,
  ];
  const count = (words: string): number => findings.filter((one) => one.startsWith(words)).length;
  const known = {
    acknowledgedLost: count("acknowledged, and lost"),
    textsLost: count("never sent"),
    sentTwice: count("sent twice"),
    late: count("late"),
    chainBreaks: count("the chain is broken") + count("history has changed"),
    unbalanced: count("not balanced"),
  };
  const other = findings.length - Object.values(known).reduce((sum, one) => sum + one, 0);
  return {
    findings,
    violations: { ...known, other },
    evidence: {
      acknowledged: killed.acknowledged,
      commandsSought: killed.checked.commandsSought,
      commitsOpened: killed.checked.commitsOpened,
      commitsChained: killed.checked.commitsChained,
      textsCompared: undisturbed.texts.length,
      textsTimed: texts.timed,
      daysBalanced: sums.balanced,
    },
  };
};

const compared = (got: readonly AcceptedText[], expected: readonly AcceptedText[]) => {
  const left = new Map<string, AcceptedText[]>();
  for (const text of got) left.set(keyOf(text), [...(left.get(keyOf(text)) ?? []), text]);
  const pairs = expected.map((text) => ({ text, match: left.get(keyOf(text))?.shift() }));
  const extra = [...left.values()].flat();
  return {
    timed: pairs.filter(({ match }) => match !== undefined).length,
    findings: [
      ...twiceBySameExecution(got),
      ...extra.map((text) => `sent twice: ${text.at} ${keyOf(text)}`),
      ...pairs.flatMap(({ text, match }) => faultOf(text, match)),
    ],
  };
};

const faultOf = (text: AcceptedText, match: AcceptedText | undefined): readonly string[] => {
  if (match === undefined) return [`never sent: ${text.at} ${keyOf(text)}`];
  const minutes = Math.abs(Date.parse(match.at) - Date.parse(text.at)) / 60_000;
  return minutes > latestMinutes ? [`late: ${match.at} for ${text.at} ${keyOf(text)}`] : [];
};

const twiceBySameExecution = (got: readonly AcceptedText[]): readonly string[] => {
  const executions = got.map(({ execution }) => execution);
  return executions
    .filter((one, index) => executions.indexOf(one) !== index)
    .map((execution) => `sent twice: execution ${execution}`);
};

/**
 * Each server has a port of its own, and people are sent its address. Of two tasks that arise at one moment either
 * may head a notice: whoever reacts first, after a kill as before one. The words and their number stay the same.
 */
const keyOf = ({ phone, body }: AcceptedText): string =>
  `${phone} ${body.replace(/http:\/\/127\.0\.0\.1:\d+(\/tasks\/[0-9a-f]+)?/, "")}`;

/** What people of the business are told stands in no day's sum: those are the customers' texts. */
const isNotice = ({ execution }: AcceptedText): boolean => execution.startsWith("operator.");

/** At the end nothing is on its way any more, and what the house counts is what the carrier has. */
const summed = ({ summaries, texts, ready }: Course) => {
  const findings = summaries
    .filter(({ balanced, pending, failed }) => !balanced || pending > 0 || failed > 0)
    .map((day) => `not balanced: ${JSON.stringify(day)}`);
  const sent = summaries.reduce((sum, day) => sum + day.sent, 0);
  const accepted = texts.filter((text) => !isNotice(text)).length;
  if (sent !== accepted)
    findings.push(`not balanced: ${sent} texts are counted, ${accepted} were accepted`);
  if (!ready) findings.push("not ready at the end");
  return { findings, balanced: summaries.filter(({ planned }) => planned > 0).length };
};
