import type { AppointmentStreamState } from "#core/appointment/journeys";
import { type ExecutionEvent, isRefusedOnItsWay, isText } from "#core/execution/events";
import type { ExecutionId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import type { PlannedTextRow } from "#core/views/planned-text-row";
import { isHeldBack } from "#core/workflow/journeys";

/** Planned = sent + suppressed + failed + pending, always. */
export type Sums = Readonly<
  Record<"planned" | "sent" | "suppressed" | "failed" | "pending", number>
>;

export const noTexts: Sums = { planned: 0, sent: 0, suppressed: 0, failed: 0, pending: 0 };

/**
 * What can be wrong with a text that was planned: it ended twice, it has not ended and nobody will look at it
 * again, the lists that people read say something else than its stream, or its stream cannot be read at all.
 */
export type Fault = "settled_twice" | "forgotten" | "listed_differently" | "unreadable";

/** What a stream says of one text, by its bare events: no fold that the sending itself goes by has a part in it. */
export type Fate = {
  readonly execution: ExecutionId;
  readonly outcomes: readonly Outcome[];
  readonly lastAt: Instant;
};

type Outcome = "sent" | "suppressed" | "failed";

const outcomeOf: Readonly<Partial<Record<string, Outcome>>> = {
  "execution.sent": "sent",
  "execution.suppressed": "suppressed",
  "execution.failed": "failed",
};

/** The fates of the texts of one stream that were planned between two moments (the second excluded). */
export const fatesIn = (
  commits: readonly Commit[],
  from: Instant,
  to: Instant,
): readonly Fate[] => {
  const told = commits.flatMap(({ at, events }) =>
    (events as readonly ExecutionEvent[]).map((event) => ({ at, event })),
  );
  return told.flatMap(({ at, event }) =>
    event.type === "execution.requested" && isText(event) && from <= at && at < to
      ? [
          fateOf(
            event.execution,
            told.filter((one) => one.event.execution === event.execution),
          ),
        ]
      : [],
  );
};

const fateOf = (
  execution: ExecutionId,
  told: readonly { readonly at: Instant; readonly event: ExecutionEvent }[],
): Fate => ({
  execution,
  outcomes: told.reduce<readonly Outcome[]>((known, { event }) => withOutcome(known, event), []),
  lastAt: told.map(({ at }) => at).reduce((last, at) => (at > last ? at : last)),
});

/** What was sent and then refused on its way has one outcome, and that is another one. */
const withOutcome = (known: readonly Outcome[], event: ExecutionEvent): readonly Outcome[] => {
  if (event.type === "execution.delivery" && isRefusedOnItsWay(event))
    return [...known.slice(0, -1), "failed"];
  const outcome = outcomeOf[event.type];
  return outcome === undefined ? known : [...known, outcome];
};

export const withFate = (sums: Sums, { outcomes }: Fate): Sums => {
  const state = outcomes[0] ?? "pending";
  return { ...sums, planned: sums.planned + 1, [state]: sums[state] + 1 };
};

/** A wake this late has been lost, and the sweeper has not found it either. */
const lateMs = 3_600_000;

/** Lists are a moment behind; so long they may be before that is a fault. */
const listedWithinMs = 10 * 60_000;

export const faultOf = (
  fate: Fate,
  about: {
    readonly state: AppointmentStreamState;
    readonly row: PlannedTextRow | null;
    readonly now: Instant;
  },
): Fault | null => {
  const { outcomes, lastAt } = fate;
  if (outcomes.length > 1) return "settled_twice";
  if (outcomes.length === 0 && !isAwaited(fate, about)) return "forgotten";
  const isOld = lastAt < plusMs(about.now, -listedWithinMs);
  return isOld && about.row?.state !== (outcomes[0] ?? "pending") ? "listed_differently" : null;
};

/** Whether anything will make it go on: the stream's own wake, or the person who has paused its run. */
const isAwaited = (
  { execution }: Fate,
  { state: { journeys }, now }: { readonly state: AppointmentStreamState; readonly now: Instant },
): boolean => {
  const known = journeys.executions[execution];
  if (known !== undefined && isHeldBack(journeys, known)) return true;
  return journeys.wakeAt !== null && journeys.wakeAt >= plusMs(now, -lateMs);
};
