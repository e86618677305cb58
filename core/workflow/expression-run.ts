import {
  daysBefore,
  epochMs,
  fromEpochMs,
  type Instant,
  wallClock,
  zoneFrom,
} from "#core/kernel/time";
import { refuse, ok, type Result } from "#core/kernel/result";
import { nobodyKnown } from "#core/workflow/asks";
import type {
  ExpressionContext,
  ExpressionFailed,
  ExpressionType,
  ExpressionValue,
} from "#core/workflow/definition";

/**
 * What most conditions and times say, as a tree: comparisons of facts, and a moment so long before another. What CEL
 * makes of the same text it comes to, too (`test/core/workflow/expression-run.test.ts`); times and durations are
 * milliseconds on the way.
 */
export type Tree =
  | { readonly op: "is"; readonly value: Value }
  | { readonly op: "fact"; readonly path: string }
  | { readonly op: "step"; readonly step: string }
  | { readonly op: "not"; readonly of: Tree }
  | { readonly op: "in"; readonly of: Tree; readonly texts: readonly string[] }
  | { readonly op: "call"; readonly name: CallName; readonly args: readonly Tree[] }
  | {
      readonly op: "&&" | "||" | "-" | Comparison;
      readonly left: Tree;
      readonly right: Tree;
    };

type Value = string | number | boolean;
export type CallName = "daysBefore" | "hoursBefore" | "localHour" | "localWeekday";
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

export const runTree = <T extends ExpressionType>(
  { source, type, tree }: { readonly source: string; readonly type: T; readonly tree: Tree },
  context: ExpressionContext,
): Result<ExpressionValue[T], ExpressionFailed> => {
  try {
    return ok(toOurs(type, run(tree, context)) as ExpressionValue[T]);
  } catch (error) {
    const isMissing = error instanceof Error && error.name === missing;
    const why = isMissing ? error.message : String(error);
    return refuse({ code: "expression_failed", details: { expression: source, why } });
  }
};

/** The name of an error that says: what is asked after is not there. */
const missing = "Missing";

const noSuchKey = (key: string): Error =>
  Object.assign(new Error(`No such key: ${key}`), { name: missing });

const run = (tree: Tree, context: ExpressionContext): Value => {
  switch (tree.op) {
    case "is":
      return tree.value;
    case "fact":
      return factIn(tree.path, context);
    case "step":
      return outcomeOf(tree.step, context);
    case "not":
      return run(tree.of, context) !== true;
    case "in":
      return isAmong(tree.texts, run(tree.of, context));
    case "call":
      return called(
        tree.name,
        tree.args.map((arg) => run(arg, context)),
      );
    case "&&":
      return decidedBy(false, tree, context);
    case "||":
      return decidedBy(true, tree, context);
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "-":
      return compared(tree.op, run(tree.left, context), run(tree.right, context));
  }
};

/** Either side decides alone where it can, whatever is the matter with the other: as CEL lays down. */
const decidedBy = (
  decisive: boolean,
  { left, right }: { readonly left: Tree; readonly right: Tree },
  context: ExpressionContext,
): boolean => {
  const first = attempt(left, context);
  if (first.ok && first.value === decisive) return decisive;
  const second = run(right, context) === decisive;
  if (second) return decisive;
  if (!first.ok) throw first.refusal;
  return !decisive;
};

const isAmong = (texts: readonly Value[], value: Value): boolean => texts.includes(value);

const attempt = (tree: Tree, context: ExpressionContext): Result<Value, unknown> => {
  try {
    return ok(run(tree, context));
  } catch (error) {
    return refuse(error);
  }
};

const compared = (op: Comparison | "-", left: Value, right: Value): Value => {
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "-":
      return Number(left) - Number(right);
  }
};

const outcomeOf = (step: string, { steps }: ExpressionContext): string => {
  if (!Object.hasOwn(steps, step)) throw noSuchKey(step);
  return steps[step]?.outcome ?? "";
};

const factIn = (path: string, context: ExpressionContext): Value => {
  const fact = facts.get(path);
  if (fact === undefined) throw noSuchKey(path);
  return fact(context);
};

const facts: ReadonlyMap<string, (context: ExpressionContext) => Value> = new Map<
  string,
  (context: ExpressionContext) => Value
>([
  ["now", ({ now }) => epochMs(now)],
  ["appointment.status", ({ appointment }) => appointment.status],
  ["appointment.start", ({ appointment }) => epochMs(appointment.start)],
  ["appointment.end", ({ appointment }) => epochMs(appointment.end)],
  ["appointment.zone", ({ appointment }) => appointment.zone],
  ["appointment.plan", ({ appointment }) => appointment.plan],
  ["appointment.reachable", ({ appointment }) => appointment.reachable],
  ["appointment.booked_at", ({ appointment }) => epochMs(appointment.booked_at)],
  ["appointment.confirmed_by", ({ appointment }) => appointment.confirmed_by],
  ["appointment.deposit", ({ appointment }) => appointment.deposit],
  ["appointment.answer", ({ appointment }) => appointment.answer ?? ""],
  ["appointment.erased", ({ appointment }) => appointment.erased === true],
  ["appointment.review_opened", ({ appointment }) => appointment.review_opened === true],
  ["customer.risk.score", ({ customer = nobodyKnown }) => customer.risk.score],
  ["customer.risk.level", ({ customer = nobodyKnown }) => customer.risk.level],
  ["customer.no_shows", ({ customer = nobodyKnown }) => customer.no_shows],
  ["customer.deposit_because", ({ customer = nobodyKnown }) => customer.deposit_because ?? ""],
]);

const called = (name: CallName, [first = 0, second = "", third = ""]: readonly Value[]): Value => {
  const at = Number(first);
  switch (name) {
    case "hoursBefore":
      return at - Number(second) * hourMs;
    case "daysBefore":
      return epochMs(daysBefore(instantOf(at), Number(second), zoneNamed(String(third))));
    case "localHour":
      return Math.floor(wallClock(instantOf(at), zoneNamed(String(second))).minuteOfDay / 60);
    case "localWeekday":
      return wallClock(instantOf(at), zoneNamed(String(second))).weekday;
  }
};

const hourMs = 3_600_000;

const zoneNamed = (name: string) => {
  const zone = zoneFrom(name);
  if (zone === null) throw new RangeError(`unknown time zone "${name}"`);
  return zone;
};

const toOurs = (type: ExpressionType, value: Value): Value =>
  type === "timestamp" ? instantOf(Number(value)) : value;

/** CEL knows the years 1 to 9999. */
const instantOf = (ms: number): Instant => {
  if (!(ms >= firstMs && ms <= lastMs)) throw new RangeError("the time is outside the calendar");
  return fromEpochMs(ms);
};

const firstMs = -62_135_596_800_000;
const lastMs = 253_402_300_799_999;
