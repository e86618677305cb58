import * as z from "zod";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import type { Definition, Step } from "#core/workflow/definition";
import { duration, map, name } from "#core/workflow/parse-fields";

/** What a pack says of itself in its `pack.yaml`. */
export type PackSettings = z.infer<typeof packSettings>;

const purpose = map({ stale: duration }).transform(({ stale }) => ({ staleAfterMs: stale }));

export const packSettings = map({
  name,
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/, {
    error: 'Cannot use this "version": write three numbers, as in 1.0.0',
  }),
  title: z.string().min(1).max(120),
  minimumGap: duration,
  purposes: map({ confirmation: purpose, reminder: purpose }),
}).transform(({ minimumGap, ...rest }) => ({ ...rest, minimumGapMs: minimumGap }));

/**
 * Puts the pack's own "stale" where a text says none. The hash takes it in: a run pins all of what it
 * goes by, and a change of the pack does not change it half-way.
 */
export const withDefaults = (definition: Definition, { purposes }: PackSettings): Definition => {
  const steps = definition.steps.map((step) => withStale(step, purposes));
  if (steps.every((step, index) => step === definition.steps[index])) return definition;
  return { ...definition, steps, hash: sha256Hex(canonical([definition.hash, purposes])) };
};

const withStale = (step: Step, purposes: PackSettings["purposes"]): Step => {
  if (step.do.kind !== "use" || step.do.tool !== "text.send" || step.do.staleAfterMs !== null)
    return step;
  const { staleAfterMs } =
    purposes[step.do.with["purpose"] === "reminder" ? "reminder" : "confirmation"];
  return { ...step, do: { ...step.do, staleAfterMs } };
};
