import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentDecider, nextAppointmentWake } from "#core/appointment/decide";
import { describeAppointment, describeCustomer } from "#core/appointment/describe";
import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentRefusal } from "#core/appointment/refusals";
import { noteReviewOpened, type ReviewWish } from "#core/appointment/review";
import { inOwnZone } from "#core/appointment/own-zone";
import { decidePayment, withLink } from "#core/appointment/pay";
import { type AppointmentState, evolveAppointment } from "#core/appointment/state";
import { decideExecution } from "#core/appointment/send";
import type { ExecutionRefusal, ExecutionWish } from "#core/execution/commands";
import { isPending } from "#core/execution/state";
import type { Decider } from "#core/kernel/decider";
import type { RunId, TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { PaymentWish } from "#core/payment/commands";
import type { PaymentEvent } from "#core/payment/events";
import { type Accompaniable, type Accompanied, accompany } from "#core/workflow/accompany";
import type { JourneyEvent } from "#core/workflow/journeys";
import type { Run } from "#core/workflow/run";

export type AppointmentStreamEvent = AppointmentEvent | PaymentEvent | JourneyEvent;
export type AppointmentStreamState = Accompanied<AppointmentState>;

type RunWish = {
  readonly kind: "pause_run" | "resume_run" | "cancel_run";
  readonly run: RunId;
};

export type JourneyWish =
  | ExecutionWish
  | RunWish
  | PaymentWish
  | ReviewWish
  | { readonly kind: "close_task"; readonly task: TaskId };

export type JourneyRefusal =
  | ExecutionRefusal
  | { readonly code: "appointment_unknown" }
  | {
      readonly code: "run_transition_unsupported";
      readonly details: { readonly run: string; readonly from: string; readonly wish: string };
    };

export type AppointmentStreamWish = AppointmentWish | JourneyWish;

const host: Accompaniable<
  AppointmentState,
  AppointmentWish,
  AppointmentEvent | PaymentEvent,
  AppointmentRefusal,
  AppointmentFacts
> = {
  ...appointmentDecider,
  decide: (state, wish, facts) =>
    appointmentDecider.decide(state, inOwnZone(state, wish, facts), facts),
  evolve: evolveAppointment,
  nextWake: nextAppointmentWake,
  describe: describeAppointment,
  describeCustomer,
};

/** An appointment together with the journeys that accompany it: one stream, one decision, one commit. */
export const appointmentStreamDecider: Decider<
  AppointmentStreamState,
  AppointmentStreamWish,
  AppointmentStreamEvent,
  AppointmentRefusal | JourneyRefusal,
  AppointmentFacts
> = accompany(host, {
  owns: (wish: AppointmentStreamWish): wish is JourneyWish => wish.kind in journeyWishKinds,
  decide: (state, wish: JourneyWish, facts) => decideJourney(state, wish, facts),
});

const journeyWishKinds = {
  begin_execution: true,
  settle_execution: true,
  resolve_execution: true,
  withdraw_execution: true,
  record_delivery: true,
  pause_run: true,
  resume_run: true,
  cancel_run: true,
  close_task: true,
  note_payment: true,
  note_review_opened: true,
} satisfies Record<JourneyWish["kind"], true>;

const decideJourney = (
  state: AppointmentStreamState,
  wish: JourneyWish,
  facts: AppointmentFacts,
): Result<readonly AppointmentStreamEvent[], JourneyRefusal> => {
  switch (wish.kind) {
    case "pause_run":
    case "resume_run":
    case "cancel_run":
      return decideRun(state, wish);
    case "close_task":
      return ok(
        state.journeys.tasks[wish.task] === undefined
          ? []
          : [{ type: "task.closed", task: wish.task }],
      );
    case "begin_execution":
    case "withdraw_execution":
    case "record_delivery":
      return decideExecution(state, wish, facts);
    case "settle_execution":
    case "resolve_execution":
      return withLink(state, wish, facts);
    case "note_payment":
      return decidePayment(state, wish, facts);
    case "note_review_opened":
      return noteReviewOpened(state);
  }
};

const decideRun = (
  state: AppointmentStreamState,
  wish: RunWish,
): Result<readonly JourneyEvent[], JourneyRefusal> => {
  const run = state.journeys.runs[wish.run];
  const from = standing(run);
  if (run === undefined || !supportedFrom[wish.kind].includes(from))
    return refuse({
      code: "run_transition_unsupported",
      details: { run: wish.run, from, wish: wish.kind },
    });
  switch (wish.kind) {
    case "pause_run":
      return ok([{ type: "run.paused", run: run.id }]);
    case "resume_run":
      return ok([{ type: "run.resumed", run: run.id }]);
    case "cancel_run":
      return ok([
        { type: "run.finished", run: run.id, status: "cancelled", why: "operator" },
        ...pendingOf(state, run.id),
      ]);
  }
};

const standing = (run: Run | undefined): string =>
  run === undefined ? "unknown" : (run.end?.status ?? run.hold ?? "active");

const supportedFrom: Readonly<Record<RunWish["kind"], readonly string[]>> = {
  pause_run: ["active"],
  resume_run: ["paused", "blocked"],
  cancel_run: ["active", "paused", "blocked"],
};

const pendingOf = (state: AppointmentStreamState, run: RunId): readonly JourneyEvent[] =>
  Object.values(state.journeys.executions)
    .filter((execution) => execution.run === run && isPending(execution))
    .map(({ execution }) => ({ type: "execution.suppressed", execution, why: "operator" }));
