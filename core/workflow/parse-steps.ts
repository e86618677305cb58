import * as z from "zod";
import type { Json } from "#core/kernel/canonical";
import type { Action, Expression, Option } from "#core/workflow/definition";
import { quoted } from "#core/workflow/parse-faults";
import {
  duration,
  expression,
  knownName,
  map,
  meant,
  moment,
  name,
  oneOrMore,
  theOne,
} from "#core/workflow/parse-fields";
import { defaultRetry } from "#core/workflow/retry";
import { toolInputs } from "#core/workflow/tool-inputs";
import type { Vocabulary } from "#core/workflow/vocabulary";

/** A step as written: `needs` may still be left to the order of the list. */
export type StepAsWritten = {
  readonly id: string;
  readonly needs: readonly string[] | null;
  readonly if: Expression<"bool"> | null;
  readonly do: Action;
};

/** A step by its one verb: `uses`, `wait`, `await` or `choose`. */
export const step = (vocabulary: Vocabulary) =>
  meant<StepAsWritten>((value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return waitStep;

    const verbs = new Map<string, z.ZodType<StepAsWritten>>([
      ["uses", useStep(vocabulary, "uses" in value ? value.uses : null)],
      ["wait", waitStep],
      ["await", awaitStep(vocabulary)],
      ["choose", chooseStep],
    ]);
    const id = "id" in value ? value.id : "";
    return theOne(`step ${quoted(id)}`, verbs, Object.keys(value));
  });

const common = {
  id: name,
  needs: meant<readonly string[]>((value) =>
    Array.isArray(value) ? z.array(name) : name.transform((one) => [one]),
  ).optional(),
  if: expression("bool").optional(),
};

type Common = {
  id: string;
  needs?: readonly string[] | undefined;
  if?: Expression<"bool"> | undefined;
};

const written = ({ id, needs, if: condition }: Common, action: Action): StepAsWritten => ({
  id,
  needs: needs ?? null,
  if: condition ?? null,
  do: action,
});

const retry = map({
  attempts: z.int().min(1).max(20).default(defaultRetry.attempts),
  first: duration.default(defaultRetry.firstMs),
  max: duration.optional(),
  factor: z.number().min(1).max(10).default(defaultRetry.factor),
})
  .refine(({ first, max }) => typeof max !== "number" || max >= first, {
    path: ["max"],
    when: ({ value }) => typeof (value as { first?: unknown } | null)?.first === "number",
    error: 'Cannot retry with this "max": it is shorter than "first"',
  })
  .transform(({ attempts, first, max, factor }) => ({
    attempts,
    firstMs: first,
    maxMs: max ?? Math.max(first, defaultRetry.maxMs),
    factor,
  }));

const useStep = (vocabulary: Vocabulary, tool: unknown) =>
  map({
    ...common,
    uses: knownName("tool", vocabulary.tools),
    with: inputOf(tool, vocabulary).prefault({}),
    retry: retry.default(defaultRetry),
    stale: duration.optional(),
  }).transform((read) =>
    written(read, {
      kind: "use",
      tool: read.uses,
      with: read.with,
      retry: read.retry,
      staleAfterMs: read.stale ?? null,
    }),
  );

type Input = Readonly<Record<string, Json>>;

const inputOf = (tool: unknown, vocabulary: Vocabulary): z.ZodType<Input, object> => {
  const inputs = new Map<unknown, z.ZodType>(Object.entries(toolInputs(vocabulary)));
  return (inputs.get(tool) ?? z.record(z.string(), z.json())) as z.ZodType<Input, object>;
};

const waitStep = map({ ...common, wait: moment }).transform((read) =>
  written(read, { kind: "wait", until: read.wait }),
);

const awaitStep = ({ events }: Vocabulary) =>
  map({ ...common, await: oneOrMore(knownName("event", events)), timeout: duration }).transform(
    (read) => written(read, { kind: "await", events: read.await, timeoutMs: read.timeout }),
  );

// oxlint-disable unicorn/no-thenable -- `then` is what people write in YAML, and nobody awaits an option.
const option = map({ when: expression("bool").optional(), then: name }).transform(
  ({ when, then }): Option => ({ when: when ?? null, then }),
);

// oxlint-enable unicorn/no-thenable

const chooseStep = map({ ...common, choose: z.array(option).min(1).max(20) }).transform((read) =>
  written(read, { kind: "choose", options: read.choose }),
);
