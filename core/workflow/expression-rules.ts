import type { ASTNode } from "@marcbachmann/cel-js";
import { instantFrom } from "#core/kernel/time";
import { hint } from "#core/workflow/hint";

/** A step that an expression asks after, and where in its source. */
export type StepName = { readonly id: string; readonly offset: number };

/**
 * What the library would accept and we do not: every problem with its place in the source.
 *
 * - Loops (`map`, `exists`, …) and `matches` can be made to run for hours by a short text.
 * - `getHours(zone)` and `timestamp` of a text without an offset look at the zone of the machine.
 * - A misspelled `duration("2d")` would fail only when the step's time has come.
 */
export const brokenRules = (root: ASTNode): readonly { offset: number; message: string }[] =>
  [...nodesOf(root)].flatMap((node) => {
    const message = brokenRule(node);
    return message === null ? [] : [{ offset: node.start, message }];
  });

/** The ids in `steps.greeting` and `steps["first-answer"]`, wherever they stand. */
export const stepsNamedIn = (root: ASTNode): readonly StepName[] =>
  [...nodesOf(root)].flatMap((node) => {
    const id = stepNamedBy(node);
    return id === null ? [] : [{ id, offset: node.start }];
  });

/** The functions that take a zone are the only ones to ask what time it is somewhere. */
export const looksAtWalls = (root: ASTNode): boolean =>
  [...nodesOf(root)].some(({ op, args }) => op === "call" && zoned.has(args[0]));

const zoned: ReadonlySet<string> = new Set(["daysBefore", "localHour", "localWeekday"]);

const functions = [
  "daysBefore",
  "duration",
  "hoursBefore",
  "localHour",
  "localWeekday",
  "timestamp",
  "has",
  "size",
  "contains",
  "startsWith",
  "endsWith",
];

const brokenRule = (node: ASTNode): string | null => {
  if (node.op !== "call" && node.op !== "rcall") return null;

  const name = node.args[0];
  if (!functions.includes(name))
    return `Cannot call "${name}": it is not one of ${functions.join(", ")}${hint(name, functions)}`;
  return node.op === "call" ? brokenLiteral(name, node.args[1]) : null;
};

const brokenLiteral = (name: string, [first]: readonly ASTNode[]): string | null => {
  const literal = literals.get(name);
  if (first === undefined || literal === undefined) return null;

  const text = first.op === "value" ? first.args : null;
  if (typeof text !== "string")
    return `Cannot call "${name}" here: it takes one text in quotes, written out`;
  return literal.isGood(text)
    ? null
    : `Cannot read the ${name} "${text}": write ${literal.parts}, as in ${literal.example}`;
};

/** At most nine digits each: beyond, the library's numbers lose their seconds. */
const celDuration = /^-?(?=\d)(?:\d{1,9}(?:\.\d{1,3})?h)?(?:\d{1,9}m)?(?:\d{1,9}s)?$/;

const literals = new Map([
  [
    "duration",
    {
      isGood: (text: string) => celDuration.test(text),
      parts: "hours, minutes and seconds",
      example: '"36h" or "1h30m"',
    },
  ],
  [
    "timestamp",
    {
      isGood: (text: string) => instantFrom(text) !== null,
      parts: "date, time and offset",
      example: '"2026-03-02T09:00:00Z"',
    },
  ],
]);

const stepNamedBy = (node: ASTNode): string | null => {
  if (node.op !== "." && node.op !== "[]") return null;

  const [owner, key] = node.args;
  if (owner.op !== "id" || owner.args !== "steps") return null;
  if (typeof key === "string") return key;
  return key.op === "value" && typeof key.args === "string" ? key.args : null;
};

export const nodesOf = function* (node: ASTNode): Generator<ASTNode> {
  yield node;
  const parts: readonly unknown[] = [node.args].flat(3);
  for (const part of parts) if (isNode(part)) yield* nodesOf(part);
};

const isNode = (part: unknown): part is ASTNode =>
  typeof part === "object" && part !== null && "op" in part && "args" in part;
