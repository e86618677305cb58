import type { CustomerRefusal, CustomerWish } from "#core/customer/commands";
import type { CustomerEvent, TextOutcome } from "#core/customer/events";
import { decideConsent } from "#core/customer/consent";
import { noteAppointment } from "#core/customer/note";
import { closeNumberTask, noteUnreachable, reachableAgain } from "#core/customer/number";
import {
  type CustomerState,
  evolveCustomer,
  initialCustomer,
  isAhead,
  type NotedAppointment,
} from "#core/customer/state";
import type { Decider, Facts } from "#core/kernel/decider";
import { derive, type TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";
import { maskCardNumbers } from "#core/reply/card-number";
import { type Understood, understand } from "#core/reply/understand";
import type { TaskEvent } from "#core/workflow/events";

type Happened = CustomerEvent | TaskEvent;
type Decision = Result<readonly Happened[], CustomerRefusal>;
type Wish<Kind extends CustomerWish["kind"]> = Extract<CustomerWish, { kind: Kind }>;

export const customerDecider: Decider<CustomerState, CustomerWish, Happened, CustomerRefusal> = {
  initial: initialCustomer,
  decide: (state, wish, facts) => decideCustomer(state, wish, facts),
  evolve: (state, event) => evolveCustomer(state, event),
};

/** Decides what becomes of a customer: their contact, their consent, and what they say by text. */
const decideCustomer = (state: CustomerState, wish: CustomerWish, facts: Facts): Decision => {
  switch (wish.kind) {
    case "note_appointment":
      return ok(noteAppointment(state, wish, facts.now));
    case "receive_text":
      return ok(receive(state, wish, facts));
    case "grant_consent":
    case "withdraw_consent":
    case "import_consent":
      return ok(decideConsent(state, wish, facts.now));
    case "opt_out":
      return ok(
        state.optedOut
          ? []
          : [{ type: "customer.opted_out", how: "operator", evidence: wish.evidence }],
      );
    case "note_unreachable":
      return ok(noteUnreachable(state, wish));
    case "erase":
      return erase(state);
    case "close_task":
      return ok(
        state.openTasks.includes(wish.task) ? [{ type: "task.closed", task: wish.task }] : [],
      );
  }
};

/** Somebody who has only ever texted has words stored too; so has one who texts after having been erased. */
const erase = (state: CustomerState): Decision => {
  if (state.holdsPersonal)
    return ok([{ type: "customer.erased" }, ...closeNumberTask(state, "customer_erased")]);
  return state.status === "erased" ? ok([]) : refuse({ code: "customer_unknown" });
};

/** A text in, exactly one outcome out. Opting out comes before everything else and holds at once. */
const receive = (
  state: CustomerState,
  wish: Wish<"receive_text">,
  facts: Facts,
): readonly Happened[] => {
  const understood = understand(wish.body);
  const { sid } = wish;
  const received: CustomerEvent = {
    type: "customer.text_received",
    sid,
    body: maskCardNumbers(wish.body),
    intent: understood.intent,
  };
  const { outcome, events } = outcomeOf(state, understood, wish, facts);
  const settled: CustomerEvent = { type: "customer.text_settled", sid, outcome };
  const asked = taskFor(outcome, sid, facts.now);
  return [received, ...events, settled, ...asked, ...reachableAgain(state, "text")];
};

type Outcome = { readonly outcome: TextOutcome; readonly events: readonly Happened[] };

const outcomeOf = (
  state: CustomerState,
  understood: Understood,
  { sid, optOutType }: Wish<"receive_text">,
  facts: Facts,
): Outcome => {
  if (optOutType === "stop" || understood.intent === "stop")
    return optOut(state, sid, understood.alsoCancel, facts);
  if (isOptIn(state, understood, optOutType)) return optIn(state, sid);
  if (understood.intent === "confirm") return confirm(state, facts.now);
  if (optOutType === "help" || understood.intent === "help")
    return { outcome: { kind: "suppressed", why: "carrier_answers_help" }, events: [] };
  return { outcome: { kind: "handed_to_person", why: understood.intent }, events: [] };
};

/**
 * YES is a carrier's word for opting in again; from somebody who never opted out it confirms. Other words
 * that confirm do no more than that: consent is not read into a "C".
 */
const isOptIn = (
  state: CustomerState,
  { intent, alsoStart }: Understood,
  optOutType: Wish<"receive_text">["optOutType"],
): boolean => {
  if (intent === "confirm" && !state.optedOut) return false; // Also where the carrier reads it as START.
  return intent === "start" || optOutType === "start" || (alsoStart && state.optedOut);
};

const optOut = (state: CustomerState, sid: string, alsoCancel: boolean, facts: Facts): Outcome => {
  const optedOut: CustomerEvent = { type: "customer.opted_out", how: "text", evidence: sid };
  const task: TaskEvent = {
    type: "task.opened",
    task: derive<TaskId>("text", sid, "wants-to-cancel"),
    kind: "wants-to-cancel",
    priority: "high",
    dueAt: null,
  };
  const events = state.optedOut ? [] : [optedOut];
  const hasVisit = nextVisit(state, facts.now) !== null;
  return {
    outcome: { kind: "acted", action: "opt_out" },
    events: alsoCancel && hasVisit ? [...events, task] : events,
  };
};

const optIn = (state: CustomerState, sid: string): Outcome => ({
  outcome: { kind: "acted", action: "opt_in" },
  events: state.optedOut ? [{ type: "customer.opted_in", how: "text", evidence: sid }] : [],
});

const confirm = (state: CustomerState, now: Instant): Outcome => {
  const visit = nextVisit(state, now);
  return visit === null
    ? { outcome: { kind: "handed_to_person", why: "nothing_to_confirm" }, events: [] }
    : { outcome: { kind: "acted", action: "confirm", appointment: visit.id }, events: [] };
};

const taskFor = (outcome: TextOutcome, sid: string, now: Instant): readonly TaskEvent[] =>
  outcome.kind === "handed_to_person"
    ? [
        {
          type: "task.opened",
          task: derive<TaskId>("text", sid),
          kind: "answer-needed",
          priority: "medium",
          dueAt: now,
        },
      ]
    : [];

/** The visit that an answer is about: the next one that is still to come. */
const nextVisit = (state: CustomerState, now: Instant): NotedAppointment | null =>
  Object.values(state.appointments)
    .filter((one) => one.start > now && isAhead(one))
    .reduce<NotedAppointment | null>(
      (first, one) => (first === null || comesBefore(one, first) ? one : first),
      null,
    );

/** What still wants an answer comes before what has one; then the earlier visit. */
const comesBefore = (one: NotedAppointment, other: NotedAppointment): boolean =>
  one.status === other.status ? one.start < other.start : one.status === "booked";
