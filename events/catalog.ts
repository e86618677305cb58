import type { StreamName } from "#core/kernel/ids";
import type { Event } from "#core/kernel/message";
import type { OlderVersion } from "#events/codec";
import type { EveryEvent } from "#events/every-event";

/**
 * Every event there is: its schema version, its personal fields, and whose they are.
 *
 * Personal fields are sealed under the customer's own key before a commit is written, so that
 * destroying the key erases them wherever they have been copied. Fields not named here hold ids, codes,
 * times and counts, and must never hold anything else.
 */
export type EventEntry = {
  readonly version: number;
  /** Paths of the fields that say something about a person. */
  readonly personal: readonly string[];
  /** The customer, or the person of the business, whom those fields are about. */
  readonly subject: (event: Event, stream: StreamName) => string | null;
  /** How to read what was stored before this version; the codec says how. */
  readonly older?: readonly OlderVersion[];
};

const ofNobody = (): null => null;
const ofNamedCustomer = (event: Event): string | null =>
  "customer" in event && typeof event.customer === "string" ? event.customer : null;
const ofStream = (_: Event, stream: StreamName): string | null =>
  stream.startsWith("customer/") ? stream.slice("customer/".length) : null;

/** What is said about a task that concerns no customer has a key of its own. */
const ofCustomerOrStream = (event: Event, stream: StreamName): string =>
  ofNamedCustomer(event) ?? stream;
/** As the stream of the person is called: removing them destroys this key. */
const ofOperator = (event: Event): string | null =>
  "operator" in event && typeof event.operator === "string" ? `operator/${event.operator}` : null;

const plain: EventEntry = { version: 1, personal: [], subject: ofNobody };

export const catalog = {
  "appointment.booked": {
    version: 1,
    personal: [
      "contact.name",
      "contact.email",
      "contact.phone",
      "links.reschedule",
      "links.cancel",
    ],
    subject: ofNamedCustomer,
  },
  "appointment.moved_away": plain,
  "appointment.continued": plain,
  "appointment.rescheduled": plain,
  "appointment.cancel_noted": plain,
  "appointment.revision_seen": plain,
  "appointment.confirmed": plain,
  "appointment.cancelled": { version: 1, personal: ["reason"], subject: ofNamedCustomer },
  "appointment.answer_noted": plain,
  "appointment.customer_erased": plain,
  "appointment.review_opened": plain,
  "appointment.started": plain,
  "appointment.completed": plain,
  "appointment.no_show": plain,
  "payment.link_created": { version: 1, personal: ["url"], subject: ofNamedCustomer },
  "payment.pending": plain,
  "payment.paid": plain,
  "payment.paid_otherwise": plain,
  "payment.failed": plain,
  "payment.refunded": plain,
  "payment.disputed": plain,
  "run.started": plain,
  "run.skipped": plain,
  "run.step_waiting": plain,
  "run.step_awaiting": plain,
  "run.step_done": plain,
  "run.step_skipped": plain,
  "run.step_failed": plain,
  "run.paused": plain,
  "run.resumed": plain,
  "run.blocked": plain,
  "run.finished": plain,
  "execution.requested": plain,
  "execution.deferred": plain,
  "execution.due": plain,
  "execution.intended": { version: 1, personal: ["to", "body"], subject: ofNamedCustomer },
  "execution.sent": plain,
  "execution.retrying": plain,
  "execution.unknown": plain,
  "execution.resend_authorised": plain,
  "execution.suppressed": plain,
  "execution.failed": plain,
  "execution.delivery": plain,
  "task.opened": plain,
  "task.closed": plain,
  "wake.planned": plain,
  "customer.registered": { version: 1, personal: ["name", "email", "phone"], subject: ofStream },
  "customer.contact_changed": {
    version: 1,
    personal: ["name", "email", "phone"],
    subject: ofStream,
  },
  "customer.appointment_noted": plain,
  "customer.risk_assessed": plain,
  "customer.imported": { version: 1, personal: ["evidence"], subject: ofStream },
  "customer.text_received": { version: 1, personal: ["body"], subject: ofStream },
  "customer.model_asked": plain,
  "customer.text_classified": plain,
  "customer.opted_out": plain,
  "customer.opted_in": plain,
  "customer.consent_granted": {
    version: 1,
    personal: ["evidence.where", "evidence.wording"],
    subject: ofStream,
  },
  "customer.consent_withdrawn": {
    version: 1,
    personal: ["evidence.where", "evidence.wording"],
    subject: ofStream,
  },
  "customer.consent_imported": {
    version: 1,
    personal: ["evidence.where", "evidence.wording"],
    subject: ofStream,
  },
  "customer.text_settled": plain,
  "customer.number_unreachable": plain,
  "customer.number_reachable": plain,
  "customer.erased": plain,
  "messages.counted": plain,
  "alias.set": plain,
  "intake.refused": plain,
  "sender.refused": plain,
  "sender.filtered": plain,
  "handling.begun": plain,
  "handling.escalated": plain,
  "handling.assigned": { version: 1, personal: ["reason"], subject: ofCustomerOrStream },
  "handling.nobody_told": plain,
  "handling.ended": { version: 1, personal: ["reason"], subject: ofCustomerOrStream },
  "operator.added": { version: 1, personal: ["name", "phone", "email"], subject: ofOperator },
  "operator.changed": { version: 1, personal: ["name", "phone", "email"], subject: ofOperator },
  "operator.removed": plain,
  "notice.collected": plain,
  "notice.skipped": plain,
  "notice.dropped": plain,
  "notice.requested": plain,
  "notice.intended": { version: 1, personal: ["to", "body"], subject: (_, stream) => stream },
  "notice.opted_out": plain,
  "notice.opted_in": plain,
  "notice.text_ignored": plain,
  "budget.reserved": plain,
  "budget.settled": plain,
  "risk.night_went_on": plain,
  "risk.night_finished": plain,
} satisfies Record<EveryEvent["type"], EventEntry>;
