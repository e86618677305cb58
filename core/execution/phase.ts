import { type ExecutionEvent, isRefusedOnItsWay } from "#core/execution/events";
import { lookerPresumedLostMs, nextLookAt } from "#core/execution/patience";
import type { Sending } from "#core/execution/sending";
import type { Instant } from "#core/kernel/time";
import type { DeliveryStatus } from "#core/ports/messenger";

export type ExecutionPhase =
  | { readonly status: "ready" }
  | { readonly status: "deferred"; readonly until: Instant; readonly why: string }
  | { readonly status: "retrying"; readonly at: Instant; readonly why: string }
  | ({ readonly status: "intended" } & Sending)
  | ({ readonly status: "unknown"; readonly lookAt: Instant; readonly why: string } & Sending)
  | {
      readonly status: "sent";
      readonly sid: string;
      readonly at: Instant;
      readonly delivery: DeliveryStatus;
    }
  | { readonly status: "suppressed"; readonly why: string }
  /** `sid` where the carrier had taken it first. */
  | { readonly status: "failed"; readonly why: string; readonly sid?: string };

type PhaseEvent = Exclude<
  ExecutionEvent,
  {
    type:
      | "execution.requested"
      | "execution.deferred"
      | "execution.intended"
      | "execution.resend_authorised";
  }
>;

/** Where an event leaves an execution. */
export const nextPhase = (
  phase: ExecutionPhase,
  event: PhaseEvent,
  at: Instant,
): ExecutionPhase => {
  switch (event.type) {
    case "execution.retrying":
      return { status: "retrying", at: event.at, why: event.why };
    case "execution.due":
      return dueAgain(phase, at);
    case "execution.unknown":
      return unknownFrom(phase, event.lookAt, event.why);
    case "execution.sent":
      return { status: "sent", sid: event.sid, at, delivery: "accepted" };
    case "execution.suppressed":
      return { status: "suppressed", why: event.why };
    case "execution.failed":
      return { status: "failed", why: event.why };
    case "execution.delivery":
      return phase.status === "sent" ? reported(phase, event) : phase;
  }
};

const reported = (
  phase: Extract<ExecutionPhase, { status: "sent" }>,
  event: Extract<PhaseEvent, { type: "execution.delivery" }>,
): ExecutionPhase =>
  isRefusedOnItsWay(event)
    ? { status: "failed", why: event.why, sid: phase.sid }
    : { ...phase, delivery: event.status };

/** What was in flight stays to be looked up (and again later, should the looker vanish); the rest is ready. */
const dueAgain = (phase: ExecutionPhase, at: Instant): ExecutionPhase =>
  phase.status === "intended" || phase.status === "unknown"
    ? unknownFrom(phase, nextLookAt(phase.intendedAt, at, lookerPresumedLostMs), "look_up")
    : { status: "ready" };

const unknownFrom = (phase: ExecutionPhase, lookAt: Instant, why: string): ExecutionPhase => {
  if (phase.status !== "intended" && phase.status !== "unknown")
    throw new Error(`Cannot make an execution unknown that is ${phase.status}`);
  return { ...phase, status: "unknown", lookAt, why };
};
