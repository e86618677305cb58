import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { type Given, nameIn, valueIn, wordsOf } from "#test/simulation/aws/conditions";
import { invalid, type Item, sum } from "#test/simulation/aws/values";

type Change = (item: Record<string, AttributeValue>, given: Given) => void;

/** `SET a = :a, …`, `ADD a :a, …` and `REMOVE a, …`; what goes further is refused. */
export const updated = (text: string, item: Item, given: Given): Item => {
  const changes = known.get(text) ?? changesIn(text);
  known.set(text, changes);
  const changed = { ...item };
  for (const change of changes) change(changed, given);
  return changed;
};

const known = new Map<string, readonly Change[]>();

const changesIn = (text: string): readonly Change[] => {
  const words = [...wordsOf(text)];
  const changes: Change[] = [];
  while (words.length > 0) {
    const clause = clauses[words.shift() ?? ""];
    if (clause === undefined) throw invalid(`Cannot read "${text}"`);
    do {
      if (words[0] === ",") words.shift();
      changes.push(clause(words));
    } while (words[0] === ",");
  }
  return changes;
};

const clauses: Readonly<Record<string, (words: string[]) => Change>> = {
  SET: (words) => {
    const [path = "", is, value = ""] = words.splice(0, 3);
    if (is !== "=") throw invalid(`Cannot set "${path}"`);
    return (item, given) => {
      item[nameIn(given, path)] = valueIn(given, value);
    };
  },
  ADD: (words) => {
    const [path = "", value = ""] = words.splice(0, 2);
    return (item, given) => {
      const name = nameIn(given, path);
      item[name] = sum(item[name], valueIn(given, value));
    };
  },
  REMOVE: (words) => {
    const path = words.shift() ?? "";
    return (item, given) => {
      delete item[nameIn(given, path)];
    };
  },
};
