import { durationMsFrom, zoneFrom } from "#core/kernel/time";
import type { Expression, ExpressionType } from "#core/workflow/definition";
import { compile, constant } from "#core/workflow/expression";

/** An expression as data: what it was compiled from, and what was found out about it. */
export type ExpressionData<T extends ExpressionType = ExpressionType> = Omit<
  Expression<T>,
  "evaluate"
>;

/** It is compiled when it is first asked. Throws where it cannot be: then it never was data of a good one. */
export const recalled = <T extends ExpressionType>(data: ExpressionData<T>): Expression<T> => ({
  ...data,
  evaluate: (context) => {
    const compiled = compile(data.source, [data.type]);
    if (!compiled.ok) throw new Error(`Cannot use the expression "${data.source}" any more`);
    return (compiled.value.expression as Expression<T>).evaluate(context);
  },
});

/** A plain `2h` is no CEL, but known already. */
export const momentFrom = (
  data: ExpressionData<"timestamp"> | ExpressionData<"duration">,
): Expression<"timestamp"> | Expression<"duration"> => {
  if (isTimestamp(data)) return recalled(data);
  const ms = durationMsFrom(data.source);
  return ms === null ? recalled(data) : constant(data.source, data.type, ms);
};

const isTimestamp = (
  data: ExpressionData<"timestamp"> | ExpressionData<"duration">,
): data is ExpressionData<"timestamp"> => data.type === "timestamp";

/** Nor is the plain name of a zone. */
export const zoneExpressionFrom = (data: ExpressionData<"string">): Expression<"string"> =>
  zoneFrom(data.source) === null ? recalled(data) : constant(data.source, "string", data.source);
