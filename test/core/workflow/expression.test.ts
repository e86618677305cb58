import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { ExpressionContext, ExpressionType } from "#core/workflow/definition";
import { compile } from "#core/workflow/expression";

const context: ExpressionContext = {
  now: at("2026-03-05T09:00:00Z"),
  appointment: {
    status: "booked",
    start: at("2026-03-09T15:00:00Z"), // The Monday after New York's clocks went forward.
    end: at("2026-03-09T15:30:00Z"),
    zone: "America/New_York",
    plan: 2,
    reachable: true,
    booked_at: at("2026-03-01T12:00:00Z"),
    confirmed_by: "",
    deposit: "",
  },
  steps: { greeting: { outcome: "sent" }, "first-answer": { outcome: "timed_out" } },
};

const every: readonly ExpressionType[] = ["bool", "timestamp", "duration", "string"];

const valueOf = (source: string, facts = context) => {
  const compiled = compile(source, every);
  if (!compiled.ok) throw new Error(compiled.refusal.problems[0]?.message ?? "no message");
  return compiled.value.expression.evaluate(facts);
};

const problemsOf = (source: string, allowed = every) => {
  const compiled = compile(source, allowed);
  return compiled.ok ? [] : compiled.refusal.problems;
};

describe("evaluating", () => {
  it.each([
    ['appointment.status in ["booked", "confirmed"]', true],
    ["!appointment.reachable", false],
    ["appointment.plan > 1", true],
    ['steps["first-answer"].outcome == "timed_out"', true],
    ["steps.greeting.outcome", "sent"],
    ['"absent" in steps && steps.absent.outcome == "sent"', false],
    ["appointment.start - now > duration('48h')", true],
    ['appointment.start - duration("48h")', "2026-03-07T15:00:00.000Z"],
    ["hoursBefore(appointment.start, 48)", "2026-03-07T15:00:00.000Z"],
    ["daysBefore(appointment.start, 2, appointment.zone)", "2026-03-07T16:00:00.000Z"],
    ['timestamp("2026-03-02T09:00:00+01:00")', "2026-03-02T08:00:00.000Z"],
    ['duration("1h30m")', 5_400_000],
    ["appointment.end - appointment.start", 1_800_000],
    ["localHour(appointment.start, appointment.zone) < 12", true],
    ['localWeekday(appointment.start, "Asia/Tokyo") == 2', true],
  ])("reads %s as %s", (source, value) => {
    expect(valueOf(source)).toEqual({ ok: true, value });
  });

  it("refuses, and does not throw, where the facts lack what it asks after", () => {
    expect(valueOf('steps.absent.outcome == "sent"')).toMatchObject({
      ok: false,
      refusal: {
        code: "expression_failed",
        details: { expression: 'steps.absent.outcome == "sent"', why: "No such key: absent" },
      },
    });
  });

  it.each([
    "steps.constructor.outcome == 'x'",
    "steps.__proto__.outcome == 'x'",
    "steps.greeting.toString == 'x'",
    "1 / (appointment.plan - 2) == 1",
    'daysBefore(appointment.start, 2, "Mars/Olympus") == now',
    "daysBefore(appointment.start, 99999999999, appointment.zone)",
    'appointment.start + duration("999999999h")',
  ])("refuses %s when it runs", (source) => {
    expect(valueOf(source)).toMatchObject({ ok: false, refusal: { code: "expression_failed" } });
  });

  it("gives back any instant of the years 1 to 9999 as it was handed in", () => {
    const instants = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (date) => {
        const now = at(date.toISOString());
        expect(valueOf("now", { ...context, now })).toEqual({ ok: true, value: now });
      }),
    );
  });
});

describe("compiling", () => {
  it.each([
    ["appointment.strat > now", 12, 'no such key: strat (did you mean "start"?)'],
    ["apointment.start > now", 0, 'unknown variable: apointment (did you mean "appointment"?)'],
    ["appointment.plan >", 18, "unexpected token: EOF"],
    ["appointment.plan > true", 0, "no such overload: int > bool"],
    ["appointment.plan", 0, "it gives int, bool or timestamp or duration or string is needed"],
    ["dyn(true)", 0, 'Cannot call "dyn"'],
    ['duration("2d")', 0, 'Cannot read the duration "2d"'],
    ['duration("h")', 0, 'Cannot read the duration "h"'],
    ["duration(appointment.zone)", 0, "it takes one text in quotes, written out"],
    ["steps.first-answer.outcome == 'sent'", 12, "unknown variable: answer"],
  ])("refuses %s", (source, offset, message) => {
    expect(problemsOf(source)).toEqual([{ offset, message: expect.stringContaining(message) }]);
  });

  it("refuses a type that its place does not allow", () => {
    expect(problemsOf("now", ["bool"])[0]?.message).toBe(
      'Cannot use the expression "now": it gives timestamp, bool is needed',
    );
  });

  it.each([
    "appointment.start.getHours(appointment.zone) == 9",
    "appointment.start.getDayOfYear() == 9",
    'timestamp("2026-03-02T09:00:00.000") == now',
    'timestamp("Mon, 02 Mar 2026 09:00:00") == now',
  ])("refuses %s, which would look at the zone of the machine", (source) => {
    expect(problemsOf(source)).toHaveLength(1);
  });

  it.each([
    ["[1, 2, 3].exists(a, [1, 2, 3].exists(b, a == b))", 'Cannot call "exists"'],
    ['appointment.zone.matches("(a+)+$")', 'Cannot call "matches"'],
    [`${"(".repeat(100)}true${")".repeat(100)}`, "exceeded maxDepth"],
    [Array.from({ length: 150 }, () => "true").join("||"), "exceeded maxAstNodes"],
    [`"${"x".repeat(1_001)}" == appointment.zone`, "1000 are allowed"],
  ])("refuses what could run long, case %#", (source, message) => {
    expect(problemsOf(source)[0]?.message).toContain(message);
  });

  it("names every step that it asks after", () => {
    const compiled = compile('steps.one.outcome == steps["two-b"].outcome', ["bool"]);
    expect(compiled).toMatchObject({
      value: {
        steps: [
          { id: "one", offset: 0 },
          { id: "two-b", offset: 21 },
        ],
      },
    });
  });

  it("answers any text with a value or a refusal", () => {
    // Half surrogates too. The library's own unit for this builds a large table first.
    const anyCharacter = fc
      .integer({ min: 0, max: 0x10_ffff })
      .map((code) => String.fromCodePoint(code));
    const pieces = fc.constantFrom(
      "appointment",
      ".",
      "start",
      "now",
      "-",
      "(",
      ")",
      '"',
      "[",
      "1",
      "\ud800",
      " ",
    );
    const texts = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 60 }),
      fc.array(pieces, { maxLength: 20 }).map((all) => all.join("")),
    );
    fc.assert(fc.property(texts, (text) => void compile(text, every)));
  });
});
