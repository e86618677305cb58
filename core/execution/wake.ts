import { lookUpEndsMs, unansweredMs } from "#core/execution/patience";
import type { Underway } from "#core/execution/state";
import { type Instant, msBetween, plusMs } from "#core/kernel/time";

/** Each time that the executor is asked again it gets twice as long: not quite four hours in all. */
const mostHandOvers = 4;

/** When this execution must be looked at again by itself, whoever else has the next move; `null` when it is over. */
export const nextExecutionWake = ({
  phase,
  handedOver,
}: Pick<Underway, "phase" | "handedOver">): Instant | null => {
  switch (phase.status) {
    case "deferred":
      return phase.until;
    case "retrying":
      return phase.at;
    case "unknown":
      return phase.lookAt;
    case "intended":
    case "ready":
      return plusMs(handedOver.at, unansweredMs * 2 ** (handedOver.times - 1));
    case "sent":
    case "suppressed":
    case "failed":
      return null;
  }
};

/**
 * Whether, at its wake, nothing more is to be hoped for from the executor: then a person has to know. What may
 * have gone out already was to be looked up a last time by then.
 */
export const isGivenUp = ({
  phase,
  handedOver,
}: Pick<Underway, "phase" | "handedOver">): boolean => {
  if (phase.status === "ready") return handedOver.times >= mostHandOvers;
  return phase.status === "unknown" && msBetween(phase.intendedAt, handedOver.at) >= lookUpEndsMs;
};
