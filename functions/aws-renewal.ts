import { msBetween } from "#core/kernel/time";
import type { Around } from "#functions/aws-around";
import type { Variables } from "#functions/env-ground";

/** Whoever rotates a secret waits for longer than this before the old one is taken back. */
const everyMs = 5 * 60_000;

/**
 * Whether the variables are others than those that a house was opened with. A container lives for hours: now and then
 * it looks, and in between it takes them for the same.
 */
export const outdatedOnce = (
  { clock, variables }: Pick<Around, "clock" | "variables">,
  opened: Variables,
): (() => Promise<boolean>) => {
  const known = spelled(opened);
  let lookedAt = clock.now();
  return async () => {
    if (msBetween(lookedAt, clock.now()) < everyMs) return false;
    lookedAt = clock.now();
    return spelled(await variables()) !== known;
  };
};

const spelled = (variables: Variables): string =>
  JSON.stringify(Object.entries(variables).toSorted(([one], [other]) => (one < other ? -1 : 1)));
