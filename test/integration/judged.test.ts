import { describe, expect, it } from "vitest";
import type { Course } from "#test/killed/course";
import { judge } from "#test/killed/judge";

const text = {
  phone: "+14045550001",
  body: "You are booked",
  at: "2026-03-02T09:00:00.000Z",
  execution: "appointment.1.a",
};
const day = { day: "2026-03-02", planned: 1, sent: 1, suppressed: 0, failed: 0, pending: 0 };

const course: Course = {
  texts: [text],
  summaries: [{ ...day, balanced: true }],
  ready: true,
  acknowledged: 3,
  kills: { any: 1 },
  findings: [],
  checked: { inspections: 1, commandsSought: 3, commitsOpened: 4, commitsChained: 4 },
};

const foundIn = (killed: Partial<Course>): readonly string[] => {
  const { violations } = judge({ ...course, ...killed }, course);
  return Object.entries(violations).flatMap(([name, count]) => (count > 0 ? [name] : []));
};

const again = { ...text, execution: "appointment.1.b" };
const muchLater = { ...text, at: "2026-03-02T09:32:00.000Z" };

describe("what is said of a server that was killed", () => {
  it("is nothing where it did the same as the one that was left alone", () => {
    expect(foundIn({})).toEqual([]);
    expect(foundIn({ texts: [{ ...text, at: "2026-03-02T09:30:00.000Z" }] })).toEqual([]);
  });

  it.each<[string, Partial<Course>, readonly string[]]>([
    ["a text that never went", { texts: [] }, ["textsLost", "unbalanced"]],
    ["a text that went twice", { texts: [text, again] }, ["sentTwice", "unbalanced"]],
    ["one execution that sent twice", { texts: [text, text] }, ["sentTwice", "unbalanced"]],
    ["a text that went half an hour late", { texts: [muchLater] }, ["late"]],
    ["a text to somebody else", { texts: [{ ...text, phone: "+1" }] }, ["textsLost", "sentTwice"]],
    ["a lost command", { findings: ["acknowledged, and lost: x"] }, ["acknowledgedLost"]],
    ["a broken chain", { findings: ["the chain is broken: x"] }, ["chainBreaks"]],
    ["another history", { findings: ["history has changed"] }, ["chainBreaks"]],
    ["a day that does not add up", { summaries: [{ ...day, balanced: false }] }, ["unbalanced"]],
    [
      "a count of more than was sent",
      { summaries: [{ ...day, sent: 2, balanced: true }] },
      ["unbalanced"],
    ],
    ["a server that is not ready", { ready: false }, ["other"]],
    ["anything else", { findings: ["a commit cannot be opened"] }, ["other"]],
  ])("names %s", (_, killed, said) => {
    expect(foundIn(killed)).toEqual(said);
  });
});
