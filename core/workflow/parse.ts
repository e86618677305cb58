import * as z from "zod";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { memo } from "#core/kernel/memo";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Definition, Step } from "#core/workflow/definition";
import { type Fault, type Problem, readYaml, sorted } from "#core/workflow/parse-document";
import { faultsOf } from "#core/workflow/parse-faults";
import { expression, knownName, map, name, oneOrMore } from "#core/workflow/parse-fields";
import { graphFaults } from "#core/workflow/parse-graph";
import { type StepAsWritten, step } from "#core/workflow/parse-steps";
import { trigger } from "#core/workflow/parse-trigger";
import type { Vocabulary } from "#core/workflow/vocabulary";

type DefinitionInvalid = {
  readonly code: "definition_invalid";
  /** All of them, by position. */
  readonly problems: readonly Problem[];
};

/**
 * Reads a workflow from the YAML of its owner.
 *
 * Whatever can be wrong with it is found here and told with line and column, all at once: a definition
 * that passes can only fail by what happens in the world.
 */
export const parseDefinition = (
  text: string,
  vocabulary: Vocabulary,
): Result<Definition, DefinitionInvalid> => {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return invalid(yaml.problems);

  const read = definitionIn(vocabulary).safeParse(yaml.value);
  const faults: readonly Fault[] = [
    ...(read.success ? [] : faultsOf(read.error.issues, yaml.value)),
    ...graphFaults(yaml.value),
  ];
  if (!read.success || faults.length > 0) return invalid(faults.map(yaml.place));
  return ok({ ...read.data, hash: sha256Hex(canonical(yaml.value)) });
};

const invalid = (problems: readonly Problem[]) =>
  refuse<DefinitionInvalid>({ code: "definition_invalid", problems: sorted(problems) });

/** To make it takes longer than to read a definition with it. */
const definitionIn = memo(20, (vocabulary: Vocabulary) =>
  map({
    slug: name,
    version: z.int().min(1),
    title: z.string().min(1).max(120),
    owner: z.string().min(1).max(120),
    priority: z.int().min(-1_000).max(1_000).default(0),
    on: trigger(vocabulary.events),
    if: expression("bool").optional(),
    until: oneOrMore(knownName("event", vocabulary.events)).optional(),
    steps: z.array(step(vocabulary)).min(1).max(100),
  }).transform(({ if: condition, until, steps, ...rest }) => ({
    ...rest,
    if: condition ?? null,
    until: until ?? [],
    steps: steps.map(inOrder),
  })),
);

/** A step that names no needs follows the one before it in the list; `needs: []` begins at once. */
const inOrder = (written: StepAsWritten, index: number, all: readonly StepAsWritten[]): Step => {
  const before = all[index - 1];
  return { ...written, needs: written.needs ?? (before === undefined ? [] : [before.id]) };
};
