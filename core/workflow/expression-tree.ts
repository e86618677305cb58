import type { ASTNode } from "@marcbachmann/cel-js";
import { epochMs, instantFrom } from "#core/kernel/time";
import type { CallName, Tree } from "#core/workflow/expression-run";

/**
 * The tree of a condition or a time that `runTree` understands; `null` where it says more than that. It has been
 * compiled before, so names and types are right.
 */
export const treeOf = (node: ASTNode): Tree | null => {
  const path = pathOf(node);
  if (path !== null) return factOf(path);
  switch (node.op) {
    case "value":
      return valueOf(node.args);
    case "!_":
      return around(treeOf(node.args), (of) => ({ op: "not", of }));
    case "&&":
    case "||":
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "-":
      return both(node.args, (left, right) => ({ op: node.op, left, right }));
    case "in":
      return membershipOf(node.args);
    case "call":
      return callOf(node.args);
    case "id":
    case ".":
    case "[]":
    case ".?":
    case "[?]":
    case "?:":
    case "-_":
    case "+":
    case "*":
    case "/":
    case "%":
    case "list":
    case "map":
    case "rcall":
      return null;
  }
};

/** Numbers are whole: CEL keeps those and fractions apart, and nothing of ours has a fraction. */
const valueOf = (value: unknown): Tree | null => {
  if (typeof value === "string" || typeof value === "boolean") return { op: "is", value };
  return typeof value === "bigint" ? { op: "is", value: Number(value) } : null;
};

/** `steps["first-answer"].outcome` as its three words. */
export const pathOf = (node: ASTNode): readonly string[] | null => {
  if (node.op === "id") return [node.args];
  if (node.op !== "." && node.op !== "[]") return null;
  const [owner, key] = node.args;
  const before = pathOf(owner);
  const name = typeof key === "string" ? key : key.op === "value" ? key.args : null;
  return before === null || typeof name !== "string" ? null : [...before, name];
};

const factOf = (path: readonly string[]): Tree | null => {
  const [owner, step, field] = path;
  if (owner !== "steps") return { op: "fact", path: path.join(".") };
  return path.length === 3 && field === "outcome" && step !== undefined
    ? { op: "step", step }
    : null;
};

const around = <T>(one: T | null, make: (one: T) => Tree | null): Tree | null =>
  one === null ? null : make(one);

const both = (
  [one, other]: readonly [ASTNode, ASTNode],
  make: (left: Tree, right: Tree) => Tree,
): Tree | null =>
  around(treeOf(one), (left) => around(treeOf(other), (right) => make(left, right)));

/** In a list of texts that stand there. */
const membershipOf = ([one, list]: readonly [ASTNode, ASTNode]): Tree | null => {
  if (list.op !== "list") return null;
  const texts = list.args.map((item) => (item.op === "value" ? item.args : null));
  if (!texts.every((text) => typeof text === "string")) return null;
  return around(treeOf(one), (of) => ({ op: "in", of, texts }));
};

const callOf = ([name, args]: readonly [string, readonly ASTNode[]]): Tree | null => {
  const [first] = args;
  if (name === "duration" || name === "timestamp") return literalOf(name, first);
  const known = calls.find((one) => one === name);
  const trees = args.map(treeOf).flatMap((tree) => (tree === null ? [] : [tree]));
  return known === undefined || trees.length < args.length
    ? null
    : { op: "call", name: known, args: trees };
};

const calls: readonly CallName[] = ["daysBefore", "hoursBefore", "localHour", "localWeekday"];

const literalOf = (name: "duration" | "timestamp", node: ASTNode | undefined): Tree | null => {
  if (node?.op !== "value" || typeof node.args !== "string") return null;
  if (name === "duration") return around(durationMsOf(node.args), (value) => ({ op: "is", value }));
  return around(instantFrom(node.args), (at) => ({ op: "is", value: epochMs(at) }));
};

/** Whole hours, minutes and seconds; of a fraction CEL has its own thoughts. */
const durationMsOf = (text: string): number | null => {
  const parts = /^(-?)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (parts === null) return null;
  const [, sign, hours = 0, minutes = 0, seconds = 0] = parts;
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === "-" ? -ms : ms;
};
