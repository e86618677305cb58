import { describeAppointment } from "#core/appointment/describe";
import type { AppointmentFacts } from "#core/appointment/facts";
import { depositLinkOf, judgePayment } from "#core/appointment/payment-link";
import type { AppointmentState } from "#core/appointment/state";
import type { ExecutionWish } from "#core/execution/commands";
import {
  type ExecutionDecision,
  recordDelivery,
  resolve,
  settle,
  withdraw,
} from "#core/execution/decide";
import { type ExecutionEvent, isText } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { usefulUntil } from "#core/execution/waiting";
import { ok, refuse } from "#core/kernel/result";
import { textsGone } from "#core/policy/caps";
import { type Basis, basisOf } from "#core/policy/basis";
import { addressed } from "#core/policy/channel";
import type { Verdict } from "#core/policy/send-question";
import { verdict } from "#core/policy/verdict";
import type { Accompanied } from "#core/workflow/accompany";
import { contextOf } from "#core/workflow/step";
import { isHeldBack, type Journeys } from "#core/workflow/journeys";

/** Decides what becomes of one text of an appointment, from the last questions to the carrier's last word. */
export const decideExecution = (
  state: Accompanied<AppointmentState>,
  wish: ExecutionWish,
  facts: AppointmentFacts,
): ExecutionDecision => {
  const execution = state.journeys.executions[wish.execution];
  if (execution === undefined)
    return refuse({ code: "execution_unknown", details: { execution: wish.execution } });
  switch (wish.kind) {
    case "begin_execution":
      return begin(state, execution, wish, facts);
    case "settle_execution":
      return settle(execution, wish, facts.now);
    case "resolve_execution":
      return resolve(execution, wish, facts.now);
    case "withdraw_execution":
      return withdraw(execution, wish, facts);
    case "record_delivery":
      return recordDelivery(execution, wish);
  }
};

type Begin = Extract<ExecutionWish, { kind: "begin_execution" }>;

/**
 * The moment before the call. One lease begins once, and a zombie with an older token is refused; what a paused run has planned
 * stays, and is due again when the run goes on; what an ended run has planned ends as the run did.
 */
const begin = (
  state: Accompanied<AppointmentState>,
  execution: Execution,
  wish: Begin,
  facts: AppointmentFacts,
): ExecutionDecision => {
  const { domain, journeys } = state;
  if (execution.phase.status !== "ready" || domain.status === "none") return ok([]);
  if (wish.token <= execution.token)
    return refuse({
      code: "stale_token",
      details: { token: wish.token, newest: execution.token },
    });
  if (isHeldBack(journeys, execution)) return ok([]);

  const why = endOf(journeys, execution) ?? unwanted(state, execution, facts);
  if (why !== null) return ok([suppressed(execution, why)]);
  if (!isText(execution))
    return ok([judgePayment({ appointment: domain, journeys }, execution, wish, facts)]);
  return judge(state, execution, wish, facts);
};

const endOf = (journeys: Journeys, execution: Execution): string | null => {
  const end = journeys.runs[execution.run]?.end ?? null;
  return end === null ? null : (end.why ?? end.status);
};

/**
 * A text may have waited for hours, for quiet hours to end or the carrier to be well. Its step's own condition
 * is asked again, so that nobody is urged to confirm who has confirmed meanwhile. A condition that cannot be
 * worked out any more is no reason to stay silent.
 */
const unwanted = (
  { domain, journeys }: Accompanied<AppointmentState>,
  execution: Execution,
  facts: AppointmentFacts,
): "condition_false" | null => {
  const run = journeys.runs[execution.run];
  if (run === undefined) return null;
  const { steps } = facts.definitions.byHash(run.definition.hash) ?? { steps: [] };
  const condition = steps.find(({ id }) => id === execution.step)?.if ?? null;
  if (condition === null) return null;

  const subject = describeAppointment(domain);
  const holds = condition.evaluate(contextOf({ facts, subject }, run));
  return holds.ok && !holds.value ? "condition_false" : null;
};

/**
 * Everything is asked once more, of the state that this very commit will follow. Only if all still holds
 * is the intent written; else the reason is.
 */
const judge = (
  { domain: appointment, journeys }: Accompanied<AppointmentState>,
  execution: Execution,
  asked: Begin,
  facts: AppointmentFacts,
): ExecutionDecision => {
  if (appointment.status === "none") return ok([]);
  const { settings, now } = facts;
  const { recipient, slot, outage, execution: id } = asked;
  const others = Object.values(journeys.executions).filter((one) => one.execution !== id);
  const question = {
    now,
    appointment,
    execution,
    recipient,
    settings,
    rules: facts.sending,
    gone: [...textsGone(others), ...recipient.otherTexts],
    minimumGapMs: facts.minimumGapMs,
    slot,
  };
  const said = verdict({ ...question, outage: null });
  if (said.kind !== "send") return ok([notSent(id, said, facts)]);

  const { start, zone, links, customer } = appointment;
  const isConfirmed = appointment.status === "confirmed";
  const isEmail = said.to.kind === "email";
  const depositLink = linkToPay({ appointment, journeys }, execution);
  const values = {
    settings,
    start,
    zone,
    links,
    depositLink,
    reviewPage: facts.reviewPage,
    isConfirmed,
    ...(isEmail && { isEmail }),
  };
  const text = facts.compose(execution.template, values);
  // The business has decided to have no such page: nobody need look after that.
  if (!text.ok && text.refusal === "link_missing") return ok([suppressed(execution, text.refusal)]);
  // A text that cannot be written is a person's task: nobody would miss it otherwise.
  if (!text.ok) return ok([{ type: "execution.failed", execution: id, why: text.refusal }]);
  // Last of all: what would not go anyway must not wait for a provider that is down, and nobody would find out that it is back.
  const held = verdict({ ...question, outage });
  if (held.kind !== "send") return ok([notSent(id, held, facts)]);
  return ok([
    {
      type: "execution.intended",
      execution: id,
      attempt: execution.attempts + 1,
      token: asked.token,
      customer,
      ...addressed(said.to),
      body: text.value.body,
      segments: text.value.segments,
      usefulUntil: usefulUntil(execution, start, now),
      ...basisFor(said, facts),
    },
  ]);
};

/** What asked no clock on a wall has none. */
const basisFor = ({ used }: Verdict, { tzdb }: AppointmentFacts): { readonly basis?: Basis } =>
  used === undefined ? {} : { basis: basisOf(tzdb, used) };

const notSent = (
  execution: Execution["execution"],
  said: Exclude<Verdict, { kind: "send" }>,
  facts: AppointmentFacts,
): ExecutionEvent => {
  const { kind, why } = said;
  const basis = basisFor(said, facts);
  if (kind === "defer")
    return { type: "execution.deferred", execution, until: said.until, why, ...basis };
  if (kind === "give_up") return { type: "execution.failed", execution, why };
  return { type: "execution.suppressed", execution, why, ...basis };
};

/** Where to pay is financial content: only texts that ask for the consent to it may say so. */
const linkToPay = (
  where: Parameters<typeof depositLinkOf>[0],
  { purpose }: Execution,
): string | null => (purpose === "deposit" ? depositLinkOf(where) : null);

const suppressed = ({ execution }: Execution, why: string): ExecutionEvent => ({
  type: "execution.suppressed",
  execution,
  why,
});
