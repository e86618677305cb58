import { durationMsFrom, zoneFrom } from "#core/kernel/time";
import { constant } from "#core/workflow/constant";
import type { nextCron } from "#core/workflow/cron";
import type { Expression, ExpressionType } from "#core/workflow/definition";
import type { compile } from "#core/workflow/expression";
import { runTree, type Tree } from "#core/workflow/expression-run";

/** An expression as data. Where there is no tree it is known already, or it says more than a tree can. */
export type ExpressionData<T extends ExpressionType = ExpressionType> = Omit<
  Expression<T>,
  "evaluate"
> & { readonly tree?: Tree };

/** What reads conditions and patterns that are text. */
export type Language = {
  readonly compile: typeof compile;
  readonly nextCron: typeof nextCron;
};

/** Throws where there is neither a tree nor whoever could read it. */
export const recalled = <T extends ExpressionType>(
  data: ExpressionData<T>,
  language: Language | null,
): Expression<T> => {
  const { tree, ...rest } = data;
  if (tree !== undefined)
    return { ...rest, evaluate: (context) => runTree({ ...rest, tree }, context) };
  const read = language?.compile(data.source, [data.type]);
  if (read?.ok !== true) throw new Error(`Cannot use the expression "${data.source}" any more`);
  return read.value.expression as Expression<T>;
};

/** A plain `2h` is no CEL, but known already. */
export const momentFrom = (
  data: ExpressionData<"timestamp"> | ExpressionData<"duration">,
  language: Language | null,
): Expression<"timestamp"> | Expression<"duration"> => {
  if (isTimestamp(data)) return recalled(data, language);
  const ms = durationMsFrom(data.source);
  return ms === null ? recalled(data, language) : constant(data.source, "duration", ms);
};

const isTimestamp = (
  data: ExpressionData<"timestamp"> | ExpressionData<"duration">,
): data is ExpressionData<"timestamp"> => data.type === "timestamp";

/** Nor is the plain name of a zone. */
export const placeFrom = (
  data: ExpressionData<"string">,
  language: Language | null,
): Expression<"string"> =>
  zoneFrom(data.source) === null
    ? recalled(data, language)
    : constant(data.source, "string", data.source);
