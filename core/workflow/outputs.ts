import type { NotedAnswer } from "#core/appointment/events";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { CustomerEvent } from "#core/customer/events";
import {
  isAboutCustomer,
  isRefusedOnItsWay,
  optedOutThere,
  senderMisconfigured,
} from "#core/execution/events";
import type { AppointmentId, ExecutionId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { depositUnpaidKind } from "#core/payment/deposit-rules";
import { isPaymentEvent } from "#core/payment/events";
import { isCertain } from "#core/reply/understand";
import type { SenderFault } from "#core/sender/decide";

/** What has to happen because of a commit. Derived from it, as often as needed, with the same result. */
export type Output =
  | { readonly kind: "execute"; readonly execution: ExecutionId }
  | { readonly kind: "wake"; readonly at: Instant | null }
  /** The customer's own stream learns where the appointment stands. */
  | { readonly kind: "tell_customer" }
  | {
      readonly kind: "tell_appointment";
      readonly appointment: AppointmentId;
      readonly wish: "confirm";
      /** The sid of the text that says so. */
      readonly text: string;
    }
  | {
      readonly kind: "tell_answer";
      readonly appointment: AppointmentId;
      readonly answer: NotedAnswer;
      readonly text: string;
    }
  /** The number that a text went to is good for no text: the customer's own stream keeps that. */
  | { readonly kind: "tell_unreachable"; readonly execution: ExecutionId }
  /** The carrier will carry nothing there any more, because the customer said so to it. */
  | { readonly kind: "tell_opted_out"; readonly execution: ExecutionId }
  /** The carriers let the business's account send nothing, or filter its texts. */
  | { readonly kind: "tell_sender"; readonly execution: ExecutionId; readonly what: SenderFault }
  /** A language model is to read a text that is safely kept by now. */
  | { readonly kind: "classify"; readonly sid: string }
  /** The customer's visits learn that nobody is to be asked about them any more. */
  | { readonly kind: "tell_erasure" }
  | { readonly kind: "destroy_key" };

type Known = AppointmentStreamEvent | CustomerEvent;

/** The commit is the outbox: this reads it. Sealed fields are not needed for it. */
export const outputsOf = (commit: Commit): readonly Output[] => {
  const events = commit.events as readonly Known[];
  const outputs: Output[] = [];
  let isNews = events.some((event) => isSeenTo(commit, event));
  for (const event of events) {
    const output = outputOf(event);
    if (output?.kind === "tell_customer") isNews = true;
    else if (output !== null) outputs.push(output);
  }
  outputs.push(...answersIn(events));
  if (events.some(({ type }) => type === "customer.erased")) outputs.push({ kind: "tell_erasure" });
  // Last, and once: whatever of it is news to the customer's own stream.
  if (isNews) outputs.push({ kind: "tell_customer" });
  return outputs;
};

const outputOf = (event: Known): Output | null => {
  if (event.type === "wake.planned") return { kind: "wake", at: event.at };
  if (isOfCustomer(event)) return ofCustomer(event);
  return ofExecution(event) ?? ofVisit(event);
};

const ofExecution = (event: Known): Output | null => {
  if (event.type === "execution.requested" || event.type === "execution.due")
    return { kind: "execute", execution: event.execution };
  const isWord = event.type === "execution.failed" || event.type === "execution.delivery";
  return isWord ? ofRefusal(event) : null;
};

const ofVisit = (event: Known): Output | null =>
  isAboutVisit(event) || isAboutDebt(event) ? { kind: "tell_customer" } : null;

/**
 * What an answer means for a visit. A wish is told where it was handed to a person with certainty: a bare CANCEL
 * withdraws, and whoever has withdrawn is sent no link.
 */
const answersIn = (events: readonly Known[]): readonly Output[] =>
  events.flatMap((event) => {
    if (event.type === "customer.text_received" && event.after !== undefined) {
      const { after: appointment, sid: text } = event;
      return [{ kind: "tell_answer", appointment, answer: "after_visit", text } as const];
    }
    return event.type === "task.opened" ? wishIn(event, events) : [];
  });

const wishIn = (
  { subject }: Extract<Known, { type: "task.opened" }>,
  events: readonly Known[],
): readonly Output[] => {
  if (subject === undefined || !isCertain(subject)) return [];
  const { text, intent, appointment } = subject;
  if (appointment === null) return [];
  if (intent !== "reschedule" && intent !== "cancel") return [];
  const isHandedOver = events.some((event) => handsOver(event, text));
  const isDoubted = events.some((event) => doubts(event, text));
  return isHandedOver && !isDoubted
    ? [{ kind: "tell_answer", appointment, answer: intent, text }]
    : [];
};

const handsOver = (event: Known, sid: string): boolean =>
  event.type === "customer.text_settled" &&
  event.sid === sid &&
  event.outcome.kind === "handed_to_person";

/** The model was sure, and the words speak against it. */
const doubts = (event: Known, sid: string): boolean =>
  event.type === "customer.text_classified" && event.sid === sid && event.stage !== "model";

/** A count of the booking system's changes, and what the customer's own stream has told, are none about the visit itself. */
const isAboutVisit = ({ type }: Known): boolean =>
  type.startsWith("appointment.") &&
  type !== "appointment.revision_seen" &&
  type !== "appointment.answer_noted" &&
  type !== "appointment.review_opened" &&
  type !== "appointment.customer_erased";

/** Whether money is past due may be another thing now: it came or went, or somebody is asked to call about it. */
const isAboutDebt = (event: Known): boolean =>
  isPaymentEvent(event)
    ? event.type !== "payment.link_created"
    : event.type === "task.opened" && event.kind === depositUnpaidKind;

/** A person has closed a task of the visit: it may be the one about the deposit. What makes one moot tells itself. */
const isSeenTo = ({ stream }: Commit, event: Known): boolean =>
  event.type === "task.closed" && event.why === undefined && stream.startsWith("appointment/");

const ofRefusal = (
  event: Extract<Known, { type: "execution.failed" | "execution.delivery" }>,
): Output | null => {
  const { execution, why } = event;
  if (why === senderMisconfigured) return { kind: "tell_sender", execution, what: "refused" };
  if (event.type === "execution.delivery" && isRefusedOnItsWay(event))
    return { kind: "tell_sender", execution, what: "filtered" };
  if (why === optedOutThere) return { kind: "tell_opted_out", execution };
  return isAboutCustomer(why) ? { kind: "tell_unreachable", execution } : null;
};

type OfCustomer = Extract<
  Known,
  { type: "customer.text_settled" | "customer.model_asked" | "customer.erased" }
>;

const isOfCustomer = (event: Known): event is OfCustomer =>
  ["customer.text_settled", "customer.model_asked", "customer.erased"].includes(event.type);

const ofCustomer = (event: OfCustomer): Output | null => {
  switch (event.type) {
    case "customer.erased":
      return { kind: "destroy_key" };
    case "customer.model_asked":
      return { kind: "classify", sid: event.sid };
    case "customer.text_settled":
      return confirmation(event);
  }
};

const confirmation = ({
  sid: text,
  outcome,
}: Extract<OfCustomer, { type: "customer.text_settled" }>): Output | null =>
  outcome.kind === "acted" && outcome.action === "confirm"
    ? { kind: "tell_appointment", appointment: outcome.appointment, wish: "confirm", text }
    : null;
