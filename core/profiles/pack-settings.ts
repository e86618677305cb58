import * as z from "zod";
import { canonical } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import { mostTextsPerDay } from "#core/policy/sending-rules";
import { levelsFrom } from "#core/risk/score";
import type { Definition, Step } from "#core/workflow/definition";
import { duration, map, name } from "#core/workflow/parse-fields";
import { purposeOf } from "#core/workflow/tools";

/** What a pack says of itself in its `pack.yaml`. */
export type PackSettings = z.infer<typeof packSettings>;

const purpose = map({ stale: duration }).transform(({ stale }) => ({ staleAfterMs: stale }));

/** Where a pack has no such texts it need not say how long they are worth sending. */
const otherStaleMs = 48 * 3_600_000;
const otherPurpose = purpose.default({ staleAfterMs: otherStaleMs });

const review = map({ stale: duration, consent: z.enum(["own", "booking"]).default("own") })
  .transform(({ stale, consent }) => ({ staleAfterMs: stale, consent }))
  .default({ staleAfterMs: otherStaleMs, consent: "own" });

const purposes = map({
  confirmation: purpose,
  reminder: purpose,
  deposit: otherPurpose,
  review,
  marketing: otherPurpose,
});

const most = z.int().min(1).max(20);

const caps = map({
  texts: map({ perDay: most.max(mostTextsPerDay) }).default({ perDay: mostTextsPerDay }),
  reminders: map({ perDay: most.optional(), perWeek: most.optional() }).default({}),
});

const deposits = map({
  fromRisk: z.int().min(1).max(100).nullable().default(levelsFrom.high),
  everybody: z.boolean().default(false),
  services: z.array(z.string().trim().min(1).max(200)).max(200).default([]),
});

export const packSettings = map({
  name,
  version: z.string().regex(/^\d{1,9}\.\d{1,9}\.\d{1,9}$/, {
    error: 'Cannot use this "version": write three numbers, as in 1.0.0',
  }),
  title: z.string().min(1).max(120),
  minimumGap: duration,
  purposes,
  caps: caps.prefault({}),
  deposits: deposits.prefault({}),
}).transform(({ minimumGap, ...rest }) => ({ ...rest, minimumGapMs: minimumGap }));

/**
 * Puts the pack's own "stale" where a text says none. The hash takes it in: a run pins all of what it
 * goes by, and a change of the pack does not change it half-way.
 */
export const withDefaults = (
  definition: Definition,
  { purposes: by }: PackSettings,
): Definition => {
  const steps = definition.steps.map((step) => withStale(step, by));
  if (steps.every((step, index) => step === definition.steps[index])) return definition;
  return {
    ...definition,
    steps,
    hash: sha256Hex(canonical([definition.hash, stalesOf(steps, by)])),
  };
};

/** Of the purposes that not every pack has, only those that this journey uses: the others do not change it. */
const stalesOf = (steps: readonly Step[], by: PackSettings["purposes"]) => {
  const used = steps.flatMap(({ do: action }) =>
    action.kind === "use" ? [purposeOf(action)] : [],
  );
  const named = new Set([...used, "confirmation", "reminder"] as const);
  return Object.fromEntries([...named].map((one) => [one, { staleAfterMs: by[one].staleAfterMs }]));
};

const withStale = (step: Step, by: PackSettings["purposes"]): Step => {
  if (step.do.kind !== "use" || step.do.tool !== "text.send" || step.do.staleAfterMs !== null)
    return step;
  const { staleAfterMs } = by[purposeOf(step.do)];
  return { ...step, do: { ...step.do, staleAfterMs } };
};
