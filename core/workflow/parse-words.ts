import { compile } from "#core/workflow/expression";
import type { Fault, Path } from "#core/workflow/parse-document";

/**
 * What is wrong with the words that a definition's conditions compare facts with. Judged where a pack is taken into use
 * and not where a definition is read: runs of an older pack go on as they began.
 */
export const wordFaults = (value: unknown, path: Path = []): readonly Fault[] => {
  if (typeof value === "string") return conditionKeys.has(path.at(-1)) ? faultsIn(value, path) : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    wordFaults(part, [...path, Array.isArray(value) ? Number(key) : key]),
  );
};

const conditionKeys: ReadonlySet<string | number | undefined> = new Set([
  "if",
  "when",
  "wait",
  "time",
]);

const faultsIn = (source: string, path: Path): readonly Fault[] => {
  const compiled = compile(source, ["bool", "timestamp", "duration"]);
  if (!compiled.ok) return []; // Whoever reads the definition tells what is wrong with it.
  return compiled.value.strange.map((one) => ({ ...one, path, at: "value" }));
};
