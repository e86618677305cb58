import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentState, KnownAppointment } from "#core/appointment/state";
import { decideExecution } from "#core/appointment/send";
import type { ExecutionRefusal, ExecutionWish } from "#core/execution/commands";
import type { ExecutionEvent } from "#core/execution/events";
import { derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { PaymentWish } from "#core/payment/commands";
import { notePayment, type PaymentTask, type VisitStanding } from "#core/payment/decide";
import type { PaymentEvent } from "#core/payment/events";
import type { Accompanied } from "#core/workflow/accompany";
import type { TaskEvent } from "#core/workflow/events";

type Paid = Result<
  readonly (PaymentEvent | AppointmentEvent | TaskEvent)[],
  { readonly code: "appointment_unknown" }
>;

/**
 * What a word on its deposit means to an appointment: kept, confirmed by it, or given to a person. Money is
 * never refused for what it is about: also an execution that this history does not know has been paid.
 */
export const decidePayment = (
  { domain, journeys }: Accompanied<AppointmentState>,
  wish: PaymentWish,
  { stream, now }: AppointmentFacts,
): Paid => {
  if (domain.status === "none") return refuse({ code: "appointment_unknown" });
  const { deposits, customer } = domain;
  const visit = standingOf(domain);
  const noted = notePayment({ deposits, visit, customer, now }, wish);
  const [event] = noted.events;
  if (event === undefined) return ok([]);

  const confirmed = noted.confirms
    ? [{ type: "appointment.confirmed", by: "payment" } as const]
    : [];
  const asks = noted.asks.map(
    ({ dueAt, ...task }): TaskEvent => ({
      type: "task.opened",
      task: taskId(stream, task),
      kind: task.kind,
      priority: "high",
      dueAt,
    }),
  );
  const settles = noted.settles
    .map((task) => taskId(stream, task))
    .filter((task) => journeys.tasks[task] !== undefined)
    .map((task): TaskEvent => ({ type: "task.closed", task, why: event.type }));
  return ok([...noted.events, ...confirmed, ...asks, ...settles]);
};

/**
 * Settles an execution, and keeps the link that it has come to in the same commit: nobody ever knows of one
 * without the other.
 */
export const withLink = (
  state: Accompanied<AppointmentState>,
  wish: Extract<ExecutionWish, { kind: "settle_execution" | "resolve_execution" }>,
  facts: AppointmentFacts,
): Linked => {
  const settled = decideExecution(state, wish, facts);
  const money = state.journeys.executions[wish.execution]?.money;
  const { execution, link } = wish;
  if (!settled.ok || money === undefined || link === undefined) return settled;
  if (!settled.value.some(({ type }) => type === "execution.sent")) return settled;

  const note = { what: "link_created", ...link, ...money } as const;
  const noted = decidePayment(state, { kind: "note_payment", execution, note }, facts);
  return noted.ok ? ok([...settled.value, ...noted.value]) : noted;
};

type Linked = Result<
  readonly (ExecutionEvent | PaymentEvent | AppointmentEvent | TaskEvent)[],
  ExecutionRefusal | { readonly code: "appointment_unknown" }
>;

const standingOf = ({ status, continuedIn }: KnownAppointment): VisitStanding => {
  if (continuedIn !== null) return "elsewhere";
  if (status === "booked") return "open";
  return status === "cancelled" ? "cancelled" : "other";
};

const taskId = (stream: StreamName, { kind, about }: PaymentTask): TaskId =>
  derive<TaskId>(stream, "payment", kind, about);
