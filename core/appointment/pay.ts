import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentFacts } from "#core/appointment/facts";
import type { AppointmentState, KnownAppointment } from "#core/appointment/state";
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

const standingOf = ({ status, continuedIn }: KnownAppointment): VisitStanding => {
  if (continuedIn !== null) return "elsewhere";
  if (status === "booked") return "open";
  return status === "cancelled" ? "cancelled" : "other";
};

const taskId = (stream: StreamName, { kind, about }: PaymentTask): TaskId =>
  derive<TaskId>(stream, "payment", kind, about);
