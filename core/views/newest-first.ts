import type { Instant } from "#core/kernel/time";

/** A text that stands the earlier in a list, the later the moment is; without a moment, at its end. */
export const newestFirst = (at: Instant | null): string =>
  at === null ? "z" : at.replaceAll(/\d/g, (digit) => String(9 - Number(digit)));
