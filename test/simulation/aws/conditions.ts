import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { compared, invalid, type Item } from "#test/simulation/aws/values";

/** What the names and values of an expression stand for. */
export type Given = {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
};

export type Holds = (item: Item, given: Given) => boolean;

export const nameIn = ({ names }: Given, word: string): string => {
  if (!word.startsWith("#")) return word;
  const name = names[word];
  if (name === undefined) throw invalid(`An expression attribute name is not defined: ${word}`);
  return name;
};

export const valueIn = ({ values }: Given, word: string): AttributeValue => {
  const value = values[word];
  if (value === undefined) throw invalid(`An expression attribute value is not defined: ${word}`);
  return value;
};

export const wordsOf = (text: string): readonly string[] => {
  const words = text.match(/[#:]?[A-Za-z_]\w*|<>|<=|>=|[<>=(),]/g) ?? [];
  if (words.join("") !== text.replaceAll(/\s/g, "")) throw invalid(`Cannot read "${text}"`);
  return words;
};

/** A condition, a key condition or a filter, as far as ours go; what goes further is refused. */
export const conditionIn = (text: string): Holds => {
  const known = conditions.get(text) ?? read(text);
  conditions.set(text, known);
  return known;
};

const conditions = new Map<string, Holds>();

const read = (text: string): Holds => {
  const words = [...wordsOf(text)];
  const holds = either(words);
  if (words.length > 0) throw invalid(`Cannot read "${words[0]}" in "${text}"`);
  return holds;
};

const either = (words: string[]): Holds => {
  const parts = [both(words)];
  while (words[0] === "OR") {
    words.shift();
    parts.push(both(words));
  }
  return (item, given) => parts.some((part) => part(item, given));
};

const both = (words: string[]): Holds => {
  const parts = [one(words)];
  while (words[0] === "AND") {
    words.shift();
    parts.push(one(words));
  }
  return (item, given) => parts.every((part) => part(item, given));
};

const one = (words: string[]): Holds => {
  if (words[0] !== "(") return functionIn(words) ?? comparison(words);
  words.shift();
  const inside = either(words);
  expectWord(words, ")");
  return inside;
};

const expectWord = (words: string[], wanted: string): void => {
  const word = words.shift();
  if (word !== wanted) throw invalid(`Expected "${wanted}", got "${word ?? "the end"}"`);
};

const functionIn = (words: string[]): Holds | null => {
  const [name = ""] = words;
  const make = functions[name];
  if (make === undefined || words[1] !== "(") return null;
  words.splice(0, 2);
  const path = words.shift() ?? "";
  const holds = make(path, words);
  expectWord(words, ")");
  return holds;
};

const functions: Readonly<Record<string, (path: string, words: string[]) => Holds>> = {
  attribute_exists: (path) => (item, given) => item[nameIn(given, path)] !== undefined,
  attribute_not_exists: (path) => (item, given) => item[nameIn(given, path)] === undefined,
  begins_with: (path, words) => {
    expectWord(words, ",");
    const prefix = words.shift() ?? "";
    return (item, given) =>
      item[nameIn(given, path)]?.S?.startsWith(valueIn(given, prefix).S ?? "\u0000") === true;
  },
};

const comparison = (words: string[]): Holds => {
  const [path = "", operator = "", value = ""] = words.splice(0, 3);
  if (operator === "BETWEEN") {
    expectWord(words, "AND");
    const most = words.shift() ?? "";
    return (item, given) => isBetween(item[nameIn(given, path)], given, [value, most]);
  }
  const is = operators[operator];
  if (is === undefined) throw invalid(`Cannot compare by "${operator}"`);
  return (item, given) => {
    const right = valueIn(given, value);
    const left = item[nameIn(given, path)];
    const order = left === undefined ? null : compared(left, right);
    // What is not there compares to nothing, not even as different.
    return order !== null && is(order);
  };
};

const operators: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

const isBetween = (
  left: AttributeValue | undefined,
  given: Given,
  [from, to]: readonly [string, string],
): boolean => {
  const [least, most] = [valueIn(given, from), valueIn(given, to)];
  if ((compared(least, most) ?? 0) > 0) throw invalid("BETWEEN wants the lesser bound first");
  if (left === undefined) return false;
  return (compared(left, least) ?? -1) >= 0 && (compared(left, most) ?? 1) <= 0;
};
