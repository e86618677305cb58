import { compile } from "#core/workflow/expression";
import { type Comparison, wordsOfFacts } from "#core/workflow/expression-words";
import { hint } from "#core/workflow/hint";
import { type Fault, fieldOf, listOf, type Path } from "#core/workflow/parse-document";

/**
 * What is wrong with the words that a definition's conditions compare facts with: `appointment.status == "boked"`. The
 * language sees nothing wrong with them, and what hangs on them would silently never happen, or always. Judged where a
 * pack is taken into use and not where a definition is read: runs of an older pack go on as they began.
 */
export const wordFaults = (definition: unknown): readonly Fault[] => {
  const words = new Map([...wordsOfFacts, ...outcomesIn(definition)]);
  return conditionsIn(definition, []).flatMap(({ source, path }) => {
    const compiled = compile(source, ["bool", "timestamp", "duration"]);
    if (!compiled.ok) return []; // Whoever reads the definition tells what is wrong with it.
    return compiled.value.comparisons.flatMap((one) => faultIn(one, words, path));
  });
};

const faultIn = (
  { fact, word, offset }: Comparison,
  words: ReadonlyMap<string, readonly string[]>,
  path: Path,
): readonly Fault[] => {
  const known = words.get(fact);
  if (known === undefined || known.includes(word)) return [];
  const told = known.filter((one) => one !== "" && !underWay.includes(one));
  const orEmpty = known.includes("") ? ", or empty" : "";
  const message = `Cannot compare "${fact}" with "${word.slice(0, 64)}": it is one of ${told.join(", ")}${orEmpty}${hint(word, told)}`;
  return [{ message, path, at: "value", offset }];
};

type Condition = { readonly source: string; readonly path: Path };

const conditionsIn = (value: unknown, path: Path): readonly Condition[] => {
  if (typeof value === "string")
    return conditionKeys.has(path.at(-1)) ? [{ source: value, path }] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    conditionsIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const conditionKeys: ReadonlySet<string | number | undefined> = new Set([
  "if",
  "when",
  "wait",
  "time",
]);

/** How each step can end, by the fact that says so. Of a step that cannot be made out nothing is known. */
const outcomesIn = (definition: unknown): readonly (readonly [string, readonly string[]])[] =>
  listOf(fieldOf(definition, "steps")).flatMap((step) => {
    const id = fieldOf(step, "id");
    const ends = endsOf(step);
    return typeof id === "string" && ends !== null
      ? [[`steps.${id}.outcome`, [...ends, "skipped"]] as const]
      : [];
  });

const endsOf = (step: unknown): readonly string[] | null => {
  if (fieldOf(step, "wait") !== undefined) return ["reached", "waiting"];
  if (fieldOf(step, "await") !== undefined) return ["received", "timed_out", "awaiting"];
  if (fieldOf(step, "choose") !== undefined)
    return listOf(fieldOf(step, "choose")).flatMap((option) => textOf(fieldOf(option, "then")));
  if (fieldOf(step, "uses") === "person.ask") return ["asked", "already_asked"];
  return fieldOf(step, "uses") === undefined ? null : ["sent", "suppressed", "failed", "executing"];
};

/** What is said of a step that has begun and not ended: possible, and not what anybody would look for. */
const underWay: readonly string[] = ["waiting", "awaiting", "executing"];

const textOf = (value: unknown): readonly string[] => (typeof value === "string" ? [value] : []);
