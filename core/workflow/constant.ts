import { ok } from "#core/kernel/result";
import type { Expression, ExpressionType, ExpressionValue } from "#core/workflow/definition";

/** An expression whose value is known already: the plain `2h` of a `wait`, the zone of a cron trigger. */
export const constant = <T extends ExpressionType>(
  source: string,
  type: T,
  value: ExpressionValue[T],
): Expression<T> => ({ source, type, byWallClock: false, evaluate: () => ok(value) });
