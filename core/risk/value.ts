import { type Money, sumsOf } from "#core/money/money";
import type { Counted } from "#core/risk/standing";

/** What a customer has been worth so far: the prices of completed visits, one sum for each currency. */
export const lifetimeValue = (all: readonly Counted[]): readonly Money[] =>
  sumsOf(
    all.flatMap(({ status, standing }) =>
      status === "completed" && standing?.price ? [standing.price] : [],
    ),
  );
