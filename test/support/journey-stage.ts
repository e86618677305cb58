import { expect } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import {
  appointmentStreamDecider,
  type AppointmentStreamEvent,
  type AppointmentStreamState,
  type AppointmentStreamWish,
} from "#core/appointment/journeys";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { ExecutionWish, Recipient } from "#core/execution/commands";
import type { ExecutionId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { SendOutcome } from "#core/ports/messenger";
import type { Definition } from "#core/workflow/definition";
import { booking, hour, monday, reference, surroundings, visit } from "#test/support/bookings";
import { specification, type Story } from "#test/support/specification";

/** A story of one appointment's stream, with journeys beside it. */
export type StreamStory = Story<
  AppointmentStreamState,
  AppointmentStreamWish,
  AppointmentStreamEvent
>;

export const given = (current: readonly Definition[], older: readonly Definition[] = []) =>
  specification(appointmentStreamDecider, surroundings(current, older)).given();

/** The same stream, going on where other definitions are in force. */
export const goOn = (
  story: StreamStory,
  current: readonly Definition[],
  wish: AppointmentStreamWish,
  now: Instant,
): StreamStory =>
  specification(appointmentStreamDecider, surroundings(current)).from(story).when(wish, now);

/** The same stream, going on where other rules are in force. */
export const goOnIn =
  (current: readonly Definition[]) =>
  (story: StreamStory, other: Partial<AppointmentFacts>): StreamStory =>
    specification(appointmentStreamDecider, { ...surroundings(current), ...other }).from(story);

export const book: AppointmentWish = { kind: "book", booking: booking("A") };
export const wake: AppointmentWish = { kind: "wake" };
export const confirm: AppointmentWish = { kind: "confirm", by: "customer" };
export const cancel: AppointmentWish = {
  kind: "cancel",
  booking: booking("A"),
  by: "customer",
  reason: null,
};
export const moveTo = (ref: string, start: Instant, from = "A"): AppointmentWish => ({
  kind: "move",
  booking: booking(ref, { start }),
  from: reference(from),
});
export const nextDay = plusMs(visit, 24 * hour);

/** With these journeys, somebody books on Monday. */
export const bookedWith = (...current: readonly Definition[]): StreamStory =>
  given(current).when(book, monday);

export const runsOf = ({ state }: StreamStory) => Object.values(state.journeys.runs);
export const executionsOf = ({ state }: StreamStory) => Object.values(state.journeys.executions);

/** The one run that the story is about. */
export const runOf = (story: StreamStory) => {
  const runs = runsOf(story);
  expect(runs).toHaveLength(1);
  const [run] = runs;
  if (run === undefined) throw new Error("Cannot find the run");
  return run;
};

/** The text that a step has asked for (the last one, where several runs did). */
export const textOf = (story: StreamStory, step: string) => {
  const execution = executionsOf(story).findLast((one) => one.step === step);
  if (execution === undefined) throw new Error(`Cannot find a text of the step "${step}"`);
  return execution;
};

/** What the last wish did to the steps, as `step: outcome or state`. */
export const stepsIn = ({ events }: StreamStory): readonly string[] =>
  events.flatMap((event) => {
    if (event.type === "run.step_done") return [`${event.step}: ${event.outcome}`];
    if (event.type === "run.step_skipped") return [`${event.step}: ${event.why}`];
    if (event.type === "run.step_failed") return [`${event.step}: failed ${event.why}`];
    if (event.type === "run.step_waiting") return [`${event.step}: waits until ${event.until}`];
    if (event.type === "run.step_awaiting") return [`${event.step}: awaits until ${event.until}`];
    return event.type === "execution.requested" ? [`${event.step}: text`] : [];
  });

export const wakeOf = ({ state }: StreamStory): Instant | null => state.journeys.wakeAt;

export const begin = (
  execution: ExecutionId,
  token = 1,
  recipient: Partial<Recipient> = {},
): ExecutionWish => ({
  kind: "begin_execution",
  execution,
  token,
  recipient: {
    optedOut: false,
    erased: false,
    unreachable: false,
    consents: {},
    otherTexts: [],
    ...recipient,
  },
  slot: null,
  outage: null,
});

export const settle = (execution: ExecutionId, outcome: SendOutcome, token = 1): ExecutionWish => ({
  kind: "settle_execution",
  execution,
  token,
  outcome,
});

export const accepted = (sid = "SM1"): SendOutcome => ({ kind: "sent", sid, status: "queued" });
export const unavailable: Extract<SendOutcome, { kind: "unavailable" }> = {
  kind: "unavailable",
  why: "busy",
  retryAfterMs: null,
};
export const timedOut: SendOutcome = { kind: "unknown", why: "timeout" };

/** The carrier takes the text at once. */
export const sendNow = (story: StreamStory, step: string, now: Instant): StreamStory => {
  const { execution } = textOf(story, step);
  return story.when(begin(execution), now).when(settle(execution, accepted()), now);
};
