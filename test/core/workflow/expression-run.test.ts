import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import type { ExpressionContext, ExpressionType } from "#core/workflow/definition";
import { byCel, compile } from "#core/workflow/expression";
import { environment } from "#core/workflow/expression-language";
import { runTree } from "#core/workflow/expression-run";
import { treeOf } from "#core/workflow/expression-tree";

const every: readonly ExpressionType[] = ["bool", "timestamp", "duration", "string"];

/** What CEL and the tree come to; `null` for the tree where there is none. */
const bothOf = (source: string, context: ExpressionContext) => {
  const compiled = compile(source, every);
  if (!compiled.ok) throw new Error(compiled.refusal.problems[0]?.message ?? source);
  const { expression } = compiled.value;
  const parsed = environment.parse(source);
  const tree = treeOf(parsed.ast);
  return {
    cel: byCel(source, expression.type, parsed)(context),
    own: tree && runTree({ source, type: expression.type, tree }, context),
  };
};

const contexts: fc.Arbitrary<ExpressionContext> = fc.record({
  now: fc.constantFrom(at("2026-03-05T09:00:00Z"), at("2026-03-09T15:00:00Z")),
  appointment: fc.record(
    {
      status: fc.constantFrom("booked", "confirmed", "cancelled"),
      start: fc.constantFrom(at("2026-03-09T15:00:00Z"), at("0001-01-02T00:00:00Z")),
      end: fc.constantFrom(at("2026-03-09T15:30:00.250Z"), at("2026-03-09T15:00:00Z")),
      zone: fc.constantFrom("America/New_York", "Asia/Kathmandu", "Mars/Olympus"),
      plan: fc.constantFrom(1, 2),
      reachable: fc.boolean(),
      booked_at: fc.constant(at("2026-03-01T12:00:00Z")),
      confirmed_by: fc.constantFrom("", "customer"),
      deposit: fc.constantFrom("", "paid"),
      erased: fc.boolean(),
      answer: fc.constantFrom("", "cancel"),
    },
    {
      requiredKeys: [
        "status",
        "start",
        "end",
        "zone",
        "plan",
        "reachable",
        "booked_at",
        "confirmed_by",
        "deposit",
      ],
    },
  ),
  steps: fc.constantFrom({}, { first: { outcome: "sent" }, "the-second": { outcome: "sent" } }),
  customer: fc.constantFrom(
    { risk: { score: 70, level: "high" }, no_shows: 2, deposit_because: "risk" },
    { risk: { score: 0, level: "low" }, no_shows: 0 },
  ),
});

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);

const texts = oneOf(
  "appointment.status",
  "appointment.deposit",
  "appointment.answer",
  "appointment.confirmed_by",
  "customer.risk.level",
  "customer.deposit_because",
  "steps.first.outcome",
  'steps["the-second"].outcome',
  'steps["never-begun"].outcome',
  '"sent"',
);
const hours = oneOf(
  "localHour(appointment.start, appointment.zone)",
  'localWeekday(now, "Asia/Tokyo")',
  "appointment.plan",
  "customer.risk.score",
  "customer.no_shows",
  "2",
);
const moments = oneOf(
  "now",
  "appointment.start",
  "appointment.end",
  "appointment.booked_at",
  'appointment.start - duration("48h")',
  'appointment.start - duration("1h30m15s")',
  'appointment.start - duration("-90m")',
  "hoursBefore(appointment.start, 36)",
  "daysBefore(appointment.start, 1, appointment.zone)",
  'timestamp("2026-03-02T09:00:00+01:00")',
);
const lengths = oneOf(
  'duration("90m")',
  "appointment.end - appointment.start",
  "appointment.start - now",
);
const compared = (one: fc.Arbitrary<string>, ops: readonly string[]) =>
  fc.tuple(one, oneOf(...ops), one).map((parts) => parts.join(" "));

const { source: condition } = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    oneOf("appointment.reachable", "appointment.erased", "true", "false"),
    compared(texts, ["==", "!="]),
    compared(hours, ["==", "!=", "<", "<=", ">", ">="]),
    compared(moments, ["==", "!=", "<", "<=", ">", ">="]),
    compared(lengths, ["==", "<", ">="]),
    texts.map((one) => `${one} in ["booked", "sent", "cancel"]`),
    tie("source").map((one) => `!(${one})`),
    fc
      .tuple(tie("source"), oneOf("&&", "||"), tie("source"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
  ),
}));

describe("a tree", () => {
  it("comes to what CEL comes to, and says of what it lacks what CEL says", () => {
    fc.assert(
      fc.property(fc.oneof(condition, moments, lengths, texts), contexts, (source, context) => {
        const { cel, own } = bothOf(source, context);
        expect(own).toEqual(cel);
      }),
      { numRuns: 1_200 },
    );
  });

  it.each([
    "size(appointment.status) > 3",
    "has(customer.deposit_because)",
    '"first" in steps',
    "appointment.reachable ? now : appointment.start",
    'appointment.start + duration("2h")',
    'appointment.start - duration("1.5h")',
    "appointment.plan + 1 > 2",
    "-1 < appointment.plan",
    "appointment.plan in [1, 2]",
    "steps[appointment.status].outcome",
    'appointment.status.startsWith("book")',
  ])("is none of what says more: %s", (source) => {
    expect(treeOf(environment.parse(source).ast)).toBeNull();
  });
});
