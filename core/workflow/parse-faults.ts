import type * as z from "zod";
import { hint } from "#core/workflow/hint";
import type { Fault, Path } from "#core/workflow/parse-document";

type Issue = z.core.$ZodIssue;

/** Says in the owner's words what the schema found wrong with `value`. */
export const faultsOf = (issues: readonly Issue[], value: unknown): readonly Fault[] =>
  issues.flatMap((issue) => {
    const path = issue.path.filter((part) => typeof part !== "symbol");
    return issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => unknownKey([...path, key], issue.message.split(" ")))
      : [faultOf(issue, path, valueAt(value, path))];
  });

/** `"slug"`, or what stands for a value without a name of its own. */
export const quoted = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const unknownKey = (path: Path, known: readonly string[]): Fault => {
  const key = String(path.at(-1));
  const message = `Cannot use the key "${key}" here: known are ${known.join(", ")}${hint(key, known)}`;
  return { path, message, at: "key" };
};

const faultOf = (issue: Issue, path: Path, given: unknown): Fault => {
  if (issue.code === "custom" || issue.code === "invalid_format") {
    const offset: unknown = issue.code === "custom" ? issue.params?.["offset"] : undefined;
    const fault = { path, message: issue.message, at: "value" } as const;
    return typeof offset === "number" ? { ...fault, offset } : fault;
  }
  if (given === undefined)
    return {
      path: path.slice(0, -1),
      message: `Cannot read ${nameOf(path.slice(0, -1))}: the key "${path.at(-1)}" is missing`,
      at: "value",
    };
  return { path, message: `Cannot read ${nameOf(path)}: ${whyNot(issue, given)}`, at: "value" };
};

const whyNot = (issue: Issue, given: unknown): string => {
  if (issue.code === "invalid_type")
    return `${typeNames.get(issue.expected) ?? issue.expected} is needed, ${quoted(given)} is given`;
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    return `${quoted(given)} is none of ${known.join(", ")}${hint(String(given), known)}`;
  }
  if (issue.code === "too_small")
    return `${measured(issue.origin, given)}, at least ${issue.minimum} is needed`;
  if (issue.code === "too_big")
    return `${measured(issue.origin, given)}, at most ${issue.maximum} is allowed`;
  return issue.message;
};

const measured = (origin: string, given: unknown): string => {
  if (origin === "string") return `it has ${String(given).length} characters`;
  return Array.isArray(given) ? `it has ${given.length} items` : `it is ${quoted(given)}`;
};

const typeNames = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["object", "a map of keys"],
  ["record", "a map of keys"],
  ["array", "a list"],
]);

/** The last name on the way: `"retry"` for `steps[2].retry`, `step 3` for `steps[2]`. */
const nameOf = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return "the document";
  if (typeof last === "string") return `"${last}"`;
  return `item ${last + 1} of ${nameOf(path.slice(0, -1))}`;
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, key)?.value
        : undefined,
    value,
  );
