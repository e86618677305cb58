import {
  type ExecutionEvent,
  outcomeUnknown,
  providerDown,
  type Request,
} from "#core/execution/events";
import { type ExecutionPhase, nextPhase } from "#core/execution/phase";
import { unansweredMs } from "#core/execution/patience";
import { type Instant, msBetween, plusMs } from "#core/kernel/time";
import { addressed, addressOf } from "#core/policy/channel";

export type Execution = Request &
  Progress & {
    /** When it was due before anybody put it off. */
    readonly firstDueAt: Instant;
  };

/** What carries an execution from its intent to its outcome, whatever it is that is asked of the world. */
export type Underway = Progress &
  Pick<Request, "execution" | "tool" | "dueAt" | "staleAt" | "retry"> &
  Partial<Pick<Request, "purpose" | "reply">>;

export type Progress = {
  /** How often the carrier was asked, or may have been: an intent that was withdrawn before the call is none. */
  readonly attempts: number;
  readonly resends: number;
  /** How many of those attempts only found out that the provider is down: they use up no retry. */
  readonly triedInVain: number;
  /** When the last of those was settled. */
  readonly triedAt: Instant | null;
  /** The newest fencing token that an intent was committed under; 0 before the first. */
  readonly token: number;
  /** When the executor was last asked, and how often in vain before that, this time counted. */
  readonly handedOver: { readonly at: Instant; readonly times: number };
  /** The sender's line has kept this moment for it; `null` where it has not had to stand in line. */
  readonly slot: Instant | null;
  readonly phase: ExecutionPhase;
  /**
   * When a try was intended of which nobody could tell whether it went, and which was given up; left out where there is
   * none. A carrier's list may show a text later than anybody looks for it.
   */
  readonly doubtfulAt?: Instant;
};

type HandedOver = Pick<Execution, "phase" | "doubtfulAt">;

/** When the text was given to the carrier, or perhaps was; `null` where it certainly was not (yet). */
export const handedOverAt = ({ phase, doubtfulAt }: HandedOver): Instant | null => {
  if (phase.status === "sent") return phase.at;
  return isInFlight(phase) ? phase.intendedAt : (doubtfulAt ?? null);
};

type InFlight = Extract<ExecutionPhase, { status: "intended" | "unknown" }>;

/** Whether news of it are still to come. */
export const isInFlight = (phase: ExecutionPhase): phase is InFlight =>
  phase.status === "intended" || phase.status === "unknown";

/** The carrier's names of the messages that these have come to. */
export const sidsOf = (executions: readonly Execution[]): readonly string[] =>
  executions.flatMap(({ phase }) => ("sid" in phase && phase.sid !== undefined ? [phase.sid] : []));

export const isTerminal = ({ phase }: Pick<Execution, "phase">): boolean =>
  phase.status === "sent" || phase.status === "suppressed" || phase.status === "failed";

/** Waiting without anything in flight: it can still be suppressed. */
export const isPending = (execution: Execution): boolean =>
  execution.phase.status === "ready" ||
  execution.phase.status === "deferred" ||
  execution.phase.status === "retrying";

export const evolveExecution = <E extends Underway>(
  execution: E,
  event: Exclude<ExecutionEvent, { type: "execution.requested" }>,
  at: Instant,
): E => {
  switch (event.type) {
    case "execution.intended":
      return withIntent(execution, event, at);
    case "execution.resend_authorised":
      return {
        ...execution,
        ...inDoubt(execution.phase),
        resends: execution.resends + 1,
        phase: { status: "ready" },
      };
    case "execution.deferred":
      return deferred(execution, event, at);
    case "execution.due": {
      const times = event.why === "unanswered" ? execution.handedOver.times + 1 : 1;
      return {
        ...execution,
        handedOver: { at, times },
        phase: nextPhase(execution.phase, event, at),
      };
    }
    case "execution.failed":
      return {
        ...execution,
        ...(event.why === outcomeUnknown && inDoubt(execution.phase)),
        phase: nextPhase(execution.phase, event, at),
      };
    case "execution.sent":
    case "execution.retrying":
    case "execution.unknown":
    case "execution.suppressed":
    case "execution.delivery":
      return { ...execution, phase: nextPhase(execution.phase, event, at) };
  }
};

const inDoubt = (phase: ExecutionPhase): Pick<Progress, "doubtfulAt"> =>
  isInFlight(phase) ? { doubtfulAt: phase.intendedAt } : {};

type Intended = Extract<ExecutionEvent, { type: "execution.intended" }>;
type Intent = Pick<Intended, "attempt" | "token" | "usefulUntil"> &
  ({ readonly to: string; readonly body: string; readonly payment?: undefined } | Intended);

export const withIntent = <E extends Underway>(execution: E, intent: Intent, at: Instant): E => {
  const { attempt, token, usefulUntil } = intent;
  const what =
    intent.payment === undefined
      ? { ...addressed(addressOf(intent)), body: intent.body }
      : { payment: intent.payment };
  return {
    ...execution,
    // What the intent itself says counts older withdrawals, too.
    attempts: execution.attempts + 1,
    token,
    handedOver: goesOn(execution.handedOver, at),
    phase: { status: "intended", attempt, token, intendedAt: at, usefulUntil, ...what },
  };
};

/**
 * Whoever intends has been heard of, and gets time anew; unless it was asked only just now, as nearly always:
 * then the stream need not be woken at another time than before.
 */
const goesOn = (handedOver: Execution["handedOver"], at: Instant): Execution["handedOver"] =>
  msBetween(handedOver.at, at) < unansweredMs / 2 ? handedOver : { at, times: 1 };

/**
 * What we have put off ourselves does not grow stale by that; what a provider keeps waiting does. So what it is due and
 * stale moves along by as long as we put it off now: how long it has been kept waiting before stays counted. Where there
 * was an intent already, it was withdrawn before the call, and the carrier's patience is as it was.
 */
const deferred = <E extends Underway>(
  execution: E,
  event: Extract<ExecutionEvent, { type: "execution.deferred" }>,
  at: Instant,
): E => {
  const { dueAt, staleAt, attempts, triedInVain, phase: before } = execution;
  const { until, why } = event;
  const phase = { status: "deferred", until, why } as const;
  if (why === providerDown) {
    const waiting = { ...execution, slot: null, phase };
    if (before.status === "ready") return waiting;
    return { ...waiting, triedInVain: triedInVain + 1, triedAt: at };
  }
  const isWithdrawn = isInFlight(before);
  const byMs = msBetween(at, until);
  return {
    ...execution,
    attempts: isWithdrawn ? attempts - 1 : attempts,
    dueAt: plusMs(dueAt, byMs),
    slot: why === "pacing" ? until : null,
    staleAt: staleAt === null ? null : plusMs(staleAt, byMs),
    phase,
  };
};
