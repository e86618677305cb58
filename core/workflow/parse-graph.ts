import { compile } from "#core/workflow/expression";
import { hint } from "#core/workflow/hint";
import { type Fault, fieldOf, listOf, type Path } from "#core/workflow/parse-document";

/**
 * What is wrong between steps: ids that stand twice, needs and choices that lead nowhere or in a circle,
 * conditions about steps that do not exist.
 *
 * It reads the raw document, so that these are found however wrong the steps are in themselves.
 */
export const graphFaults = (value: unknown): readonly Fault[] => {
  const steps = sketch(value);
  return [
    ...doubles(steps),
    ...steps.flatMap((step) => unknownNames(step, steps)),
    ...steps.flatMap((step) => deafTargets(step, steps)),
    ...unreachableOptions(steps),
    ...circles(steps),
  ];
};

/** As much of a step as can be made out. */
type Sketch = {
  readonly id: string | null;
  readonly path: Path;
  readonly needs: readonly Name[];
  readonly targets: readonly Name[];
  readonly conditions: readonly Name[];
  readonly alwaysTaken: readonly boolean[];
};
type Name = { readonly text: string; readonly path: Path };

/** Longer lists are refused anyway, and need not be gone through. */
const maxSteps = 100;

const sketch = (value: unknown): readonly Sketch[] => {
  const steps = fieldOf(value, "steps");
  if (!Array.isArray(steps)) return [];
  return steps
    .slice(0, maxSteps)
    .map((step: unknown, index) => sketchOf(step, index, fieldOf(steps[index - 1], "id")));
};

const sketchOf = (step: unknown, index: number, idBefore: unknown): Sketch => {
  const path = ["steps", index];
  const id = fieldOf(step, "id");
  const needs = fieldOf(step, "needs");
  const options = listOf(fieldOf(step, "choose"));
  const inOptions = (key: string) =>
    options.flatMap((option, nth) => names(fieldOf(option, key), [...path, "choose", nth, key]));
  return {
    id: typeof id === "string" ? id : null,
    path,
    needs: needs === undefined ? names(idBefore, path) : names(needs, [...path, "needs"]),
    targets: inOptions("then"),
    conditions: [
      ...names(fieldOf(step, "if"), [...path, "if"]),
      ...names(fieldOf(step, "wait"), [...path, "wait"]),
      ...inOptions("when"),
    ],
    alwaysTaken: options.map((option) => fieldOf(option, "when") === undefined),
  };
};

const names = (value: unknown, path: Path): readonly Name[] => {
  if (typeof value === "string") return [{ text: value, path }];
  return listOf(value).flatMap((text, index) =>
    typeof text === "string" ? [{ text, path: [...path, index] }] : [],
  );
};

const doubles = (steps: readonly Sketch[]): readonly Fault[] =>
  steps.flatMap(({ id, path }, index) =>
    id !== null && steps.findIndex((step) => step.id === id) < index
      ? [fault([...path, "id"], `Cannot use the id "${id}" again: an earlier step has it`)]
      : [],
  );

const unknownNames = (step: Sketch, steps: readonly Sketch[]): readonly Fault[] => {
  const ids = steps.flatMap(({ id }) => (id === null ? [] : [id]));
  const unknown = (verb: string, all: readonly Name[]) =>
    all
      .filter(({ text }) => !ids.includes(text))
      .map(({ text, path }) =>
        fault(path, `Cannot ${verb} "${text}": no step has this id${hint(text, ids)}`),
      );

  const asked = step.conditions.flatMap(({ text, path }) => {
    const compiled = compile(text, ["bool", "timestamp", "duration"]);
    if (!compiled.ok) return [];
    return compiled.value.steps
      .filter(({ id }) => !ids.includes(id))
      .map(({ id, offset }) => ({
        ...fault(path, `Cannot ask after "${id}": no step has this id${hint(id, ids)}`),
        offset,
      }));
  });
  return [...unknown("need", step.needs), ...unknown("choose", step.targets), ...asked];
};

/** A chosen step has to wait for the choice, or it would begin before it. */
const deafTargets = (chooser: Sketch, steps: readonly Sketch[]): readonly Fault[] =>
  chooser.targets.flatMap(({ text, path }) => {
    const target = steps.find(({ id }) => id === text);
    const isDeaf = target?.needs.every((need) => need.text !== chooser.id) ?? false;
    return isDeaf
      ? [fault(path, `Cannot choose "${text}": it has to say "needs: ${chooser.id}"`)]
      : [];
  });

const unreachableOptions = (steps: readonly Sketch[]): readonly Fault[] =>
  steps.flatMap(({ path, alwaysTaken }) => {
    const first = alwaysTaken.indexOf(true);
    return first === -1 || first === alwaysTaken.length - 1
      ? []
      : [
          fault(
            [...path, "choose", first + 1],
            'Cannot reach this option: the one before has no "when"',
          ),
        ];
  });

/** One fault for each circle. Steps that merely come after one are not to blame. */
const circles = (steps: readonly Sketch[]): readonly Fault[] => {
  const faults: Fault[] = [];
  let left = entangled(steps);
  while (left.length > 0) {
    const circle = circleIn(left);
    const told = [...circle, circle[0]].map((step) => `"${step?.id}"`).join(" needs ");
    const path = [...(circle[0]?.path ?? []), "needs"];
    faults.push(fault(path, `Cannot put the steps in order: ${told}`));
    left = entangled(left.filter((step) => !circle.includes(step)));
  }
  return faults;
};

/** What is left when every step that could begin has been taken out, again and again. */
const entangled = (steps: readonly Sketch[]): readonly Sketch[] => {
  const ids = new Set(steps.map(({ id }) => id));
  const left = steps.filter(({ needs }) => needs.some(({ text }) => ids.has(text)));
  return left.length === steps.length ? left : entangled(left);
};

/** Every entangled step needs another, so whoever follows the needs comes round; the first in the list leads. */
const circleIn = (left: readonly Sketch[]): readonly Sketch[] => {
  const way: Sketch[] = [];
  let next = left[0];
  while (next !== undefined && !way.includes(next)) {
    way.push(next);
    const needs = next.needs.map(({ text }) => text);
    next = left.find(({ id }) => id !== null && needs.includes(id));
  }
  const circle = way.slice(next === undefined ? 0 : way.indexOf(next));
  const first = left.find((step) => circle.includes(step));
  const turn = first === undefined ? 0 : circle.indexOf(first);
  return [...circle.slice(turn), ...circle.slice(0, turn)];
};

const fault = (path: Path, message: string): Fault => ({ path, message, at: "value" });
