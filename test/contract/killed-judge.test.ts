import { describe, expect, it } from "vitest";
import type { Course } from "#test/killed/course";
import { judge } from "#test/killed/judge";
import type { AcceptedText } from "#test/killed/outside-carrier";

/** The judge of killed servers, on courses that went wrong in one way each: it must object. */
const text = (n: number, at = "2026-03-05T15:00:00.000Z"): AcceptedText => ({
  phone: `+1404555012${n}`,
  body: "We'll see you on Saturday.",
  at,
  execution: `appointment.a.${n}`,
});

const courseOf = (texts: readonly AcceptedText[], other: Partial<Course> = {}): Course => ({
  texts,
  summaries: [
    {
      day: "2026-03-05",
      planned: texts.length,
      sent: texts.length,
      suppressed: 0,
      failed: 0,
      pending: 0,
      balanced: true,
    },
  ],
  ready: true,
  acknowledged: 2,
  kills: { any: 1 },
  findings: [],
  checked: { inspections: 1, commandsSought: 2, commitsOpened: 9, commitsChained: 9 },
  ...other,
});

const expected = courseOf([text(1), text(2)]);
const countsOf = (killed: Course) =>
  Object.fromEntries(
    Object.entries(judge(killed, expected).violations).filter(([, count]) => count > 0),
  );

describe("the judge of a killed server", () => {
  it("is content with one that did what the other did, a quarter of an hour later", () => {
    expect(countsOf(courseOf([text(1), text(2, "2026-03-05T15:30:00.000Z")]))).toEqual({});
    expect(judge(expected, expected).evidence).toMatchObject({ textsTimed: 2, daysBalanced: 1 });
  });

  it("lets either of two tasks head a notice, and still counts the notices", () => {
    const notice = (task: string, execution: string): AcceptedText => ({
      phone: "+14045550177",
      body: `No answer (high). http://127.0.0.1:1234/tasks/${task}`,
      at: "2026-03-05T15:00:00.000Z",
      execution,
    });
    // A day's sum counts the customers' texts alone.
    const told = (...notices: readonly AcceptedText[]): Course => ({
      ...expected,
      texts: [...expected.texts, ...notices],
    });
    const left = told(notice("a1", "operator.o.1"));
    expect(judge(told(notice("b2", "operator.o.1")), left).findings).toEqual([]);
    const twice = told(notice("a1", "operator.o.1"), notice("b2", "operator.o.2"));
    expect(judge(twice, left).violations).toMatchObject({ sentTwice: 1, unbalanced: 0 });
    expect(judge(expected, left).violations).toMatchObject({ textsLost: 1, unbalanced: 0 });
  });

  it.each<[string, Course, Readonly<Record<string, number>>]>([
    ["a text is missing", courseOf([text(1)]), { textsLost: 1 }],
    [
      "a text went again, for another execution",
      courseOf([text(1), text(2), { ...text(2), execution: "appointment.a.3" }]),
      { sentTwice: 1 },
    ],
    [
      "one execution sent two texts",
      courseOf([text(1), { ...text(2), execution: text(1).execution }]),
      { sentTwice: 1 },
    ],
    [
      "a text went 32 minutes late",
      courseOf([text(1), text(2, "2026-03-05T15:32:00.000Z")]),
      { late: 1 },
    ],
    [
      "the house counts fewer texts than the carrier has",
      { ...expected, summaries: [] },
      { unbalanced: 1 },
    ],
    ["it is not ready at the end", { ...expected, ready: false }, { other: 1 }],
    [
      "an acknowledged booking is gone",
      { ...expected, findings: ["acknowledged, and lost: calendly:1"] },
      { acknowledgedLost: 1 },
    ],
    ["history has changed", { ...expected, findings: ["history has changed"] }, { chainBreaks: 1 }],
  ])("objects where %s", (_, killed, counts) => {
    expect(countsOf(killed)).toEqual(counts);
  });
});
