import * as z from "zod";
import { durationMsFrom, zoneFrom } from "#core/kernel/time";
import { constant } from "#core/workflow/constant";
import type { Expression, ExpressionType } from "#core/workflow/definition";
import { compile } from "#core/workflow/expression";
import { hint } from "#core/workflow/hint";
import { quoted } from "#core/workflow/parse-faults";

/** A map with these keys and no others. The message carries the keys, for who explains an unknown one. */
export const map = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined),
  });

/**
 * Goes by the look of a value to the one schema that its writer meant, so that the problems are about
 * that one: a union would answer with the problems of all.
 */
export const meant = <T>(schemaFor: (value: unknown) => z.ZodType<T>) =>
  z.unknown().transform((value, context): T => {
    const read = schemaFor(value).safeParse(value);
    if (read.success) return read.data;
    context.issues.push(...(read.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });

/** The schema of the one key that says what a map is about; other keys are that schema's business. */
export const theOne = <T>(
  what: string,
  schemas: ReadonlyMap<string, z.ZodType<T>>,
  keys: readonly string[],
): z.ZodType<T> => {
  const known = [...schemas.keys()];
  const [first, second] = keys.filter((key) => schemas.has(key));
  const schema = schemas.get(first ?? "");
  if (schema !== undefined && second === undefined) return schema;

  const guess = keys.map((key) => hint(key, known)).find((text) => text !== "") ?? "";
  const state = first === undefined ? `it has none${guess}` : `it has ${first} and ${second}`;
  return z.custom<T>(() => false, {
    error: `Cannot tell what ${what} does: it needs one of ${known.join(", ")}, and ${state}`,
  });
};

export const oneOrMore = <T>(item: z.ZodType<T>) =>
  meant<readonly T[]>((value) =>
    Array.isArray(value) ? z.array(item).min(1) : item.transform((one) => [one]),
  );

/** A name of ours: lower case, words joined by a hyphen or an underscore. */
export const name = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/, {
    error: ({ input }) =>
      `Cannot use ${quoted(input)} as a name: write lower-case words with hyphens, as in "first-reminder"`,
  });

/** A name that somebody else has to know as well. */
export const knownName = (what: string, known: readonly string[]) =>
  z.string().refine((text) => known.includes(text), {
    error: ({ input }) =>
      `Cannot find the ${what} ${quoted(input)}: ${among(String(input), known)}`,
  });

const among = (text: string, known: readonly string[]): string =>
  known.length === 0 ? "there is none" : `known are ${known.join(", ")}${hint(text, known)}`;

const longestMs = 366 * 24 * 3_600_000;

const isDuration = (text: string): boolean => {
  const ms = durationMsFrom(text);
  return ms !== null && ms >= 1_000 && ms <= longestMs;
};

const noDuration = (input: unknown): string =>
  `Cannot read the duration ${quoted(input)}: write days, hours, minutes or seconds, as in "2h" or "1d12h", from 1s to 366d`;

/** The text itself, judged. */
export const durationText = z
  .string()
  .refine(isDuration, { error: ({ input }) => noDuration(input) });

/** In milliseconds. */
export const duration = durationText.transform((text) => durationMsFrom(text) ?? 0);

/** CEL of one of the types; `if: true` is understood too, although YAML makes no text of it. */
export const expression = <T extends ExpressionType>(...types: readonly T[]) =>
  z
    .preprocess((value) => (typeof value === "boolean" ? String(value) : value), z.string())
    .transform((source, context) => {
      const compiled = compile(source, types);
      if (compiled.ok) return compiled.value.expression;
      for (const { message, offset } of compiled.refusal.problems)
        context.addIssue({ code: "custom", message, params: { offset } });
      return z.NEVER;
    });

/** A moment in CEL, or plainly how long: `2h`. */
export const moment = meant<Expression<"timestamp"> | Expression<"duration">>((value) =>
  typeof value === "string" && durationMsFrom(value) !== null
    ? duration.transform((ms) => constant(value, "duration", ms))
    : expression("timestamp", "duration"),
);

/** A zone in CEL, or plainly its name: `America/New_York`. */
export const zone = meant<Expression<"string">>((value) =>
  typeof value === "string" && zoneFrom(value) !== null
    ? z.string().transform((text) => constant(text, "string", text))
    : expression("string"),
);
