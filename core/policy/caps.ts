import { isText } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { nextLookAt } from "#core/execution/patience";
import { handedOverAt, isInFlight } from "#core/execution/state";
import {
  fromWall,
  type Instant,
  latest,
  plusDays,
  msBetween,
  plusMs,
  wallClock,
  type Zone,
} from "#core/kernel/time";
import { consentFor } from "#core/policy/purpose";
import type { Cap, CapName } from "#core/policy/sending-rules";

/** A text that a customer got, or may have got. */
export type TextGone = {
  readonly at: Instant;
  readonly isReminder: boolean;
  /** The carrier has taken it, or nobody will ever know whether it has. Of any other it may still be told. */
  readonly isSettled: boolean;
};

type Counted = Pick<TextGone, "at" | "isReminder">;

/** An answer to what the customer has just done is no reminder, whatever it is about. */
export const isReminder = ({ purpose, reply }: Pick<Execution, "purpose" | "reply">): boolean =>
  !reply && consentFor(purpose) === "reminder";

/** The texts among these that went to the customer, or may have gone. */
export const textsGone = (executions: readonly Execution[]): readonly TextGone[] =>
  executions.filter(isText).flatMap((execution) => {
    const at = handedOverAt(execution);
    const isSettled = !isInFlight(execution.phase);
    return at === null ? [] : [{ at, isReminder: isReminder(execution), isSettled }];
  });

/** What has gone, as far as anybody will know, is in the way by its own name; the rest may yet fail, or give way itself. */
export const settledOf = (gone: readonly TextGone[]): readonly TextGone[] =>
  gone.filter(({ isSettled }) => isSettled);

/** When to ask again what has become of those under way; seldomer, the longer nobody knows. */
export const askedAgainAt = (gone: readonly TextGone[], now: Instant): Instant =>
  nextLookAt(latest(gone.flatMap((one) => (one.isSettled ? [] : [one.at]))) ?? now, now, 60_000);

/** Half of the time that is left until `end`, but not so soon that it would be asked without a breath. */
export const halfWay = (now: Instant, end: Instant): Instant =>
  plusMs(now, Math.max(60_000, Math.ceil(msBetween(now, end) / 2)));

/** When the gap after the last of these texts is over; `null` where it is by now. */
export const gapEnd = (
  { now, gone }: { readonly now: Instant; readonly gone: readonly Counted[] },
  minimumGapMs: number,
): Instant | null => {
  const last = latest(gone.map(({ at }) => at));
  const until = last === null ? now : plusMs(last, minimumGapMs);
  return until <= now ? null : until;
};

type Asked = {
  readonly now: Instant;
  /** Every zone that the recipient could be in. A cap is kept in each. */
  readonly zones: readonly Zone[];
  readonly gone: readonly Counted[];
  readonly isReminder: boolean;
};

/** The first cap that one more text would break, and the local midnight at which it no longer would; `null` where none. */
export const brokenCap = (
  asked: Asked,
  caps: readonly Cap[],
): { readonly why: CapName; readonly until: Instant } | null => {
  for (const cap of caps) {
    if (!concerns(cap, asked)) continue;
    const until = latest(asked.zones.map((zone) => freeAgain(asked, cap, zone)));
    if (until !== null) return { why: cap.name, until };
  }
  return null;
};

/** Whether any of these caps has days to count. */
export const countsDays = (
  asked: Pick<Asked, "gone" | "isReminder">,
  caps: readonly Cap[],
): boolean => asked.gone.length > 0 && caps.some((cap) => concerns(cap, asked));

const concerns = ({ counts }: Cap, { isReminder: is }: Pick<Asked, "isReminder">): boolean =>
  counts !== "reminders" || is;

/** The midnight after which fewer than `most` are left in the days that count; `null` where that is so now. */
const freeAgain = ({ now, gone }: Asked, cap: Cap, zone: Zone): Instant | null => {
  const today = wallClock(now, zone).date;
  const first = plusDays(today, 1 - cap.days);
  const counted = gone
    .filter(({ isReminder: is }) => cap.counts === "texts" || is)
    .map(({ at }) => wallClock(at, zone).date)
    .filter((date) => date >= first)
    .toSorted()
    .toReversed();
  const last = counted[cap.most - 1];
  return last === undefined ? null : fromWall(`${plusDays(last, cap.days)}T00:00`, zone);
};
