import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { CustomerEvent } from "#core/customer/events";
import type { ExecutionId } from "#core/kernel/ids";
import { daysBefore, msBetween, type Zone } from "#core/kernel/time";
import { spokenClock, spokenFrom, spokenMoment, spokenSpan } from "#core/views/spoken-time";
import {
  carrierReason,
  deferredWords,
  reasonIn,
  suppressedWords,
} from "#core/views/timeline-reasons";
import type { Part } from "#local/demo-cast";
import type { Chronicle, Happening } from "#local/demo-chronicle";
import { textWord } from "#local/demo-words";
import { riverside } from "#local/seed";

type Told = AppointmentStreamEvent | CustomerEvent;
type Notable<T extends Told["type"]> = Omit<Happening, "event"> & {
  readonly event: Extract<Told, { type: T }>;
  readonly chronicle: Chronicle;
};
type Tellers = {
  readonly [T in Told["type"]]?: (notable: Notable<T>) => string | null;
};

const home = riverside.zone;

/** What a visitor should hear of, in one or two sentences; `null` for what goes its ordinary way. */
export const noteOf = (happening: Happening, chronicle: Chronicle): string | null => {
  const teller = tellers[happening.event.type] as ((one: object) => string | null) | undefined;
  return teller?.({ ...happening, chronicle }) ?? null;
};

const tellers: Tellers = {
  "appointment.booked": (notable) => booked(notable),
  "appointment.moved_away": ({ part }) =>
    `${part.name}'s old time is gone; the new one is still on its way. (Calendly tells a move in two webhooks, in either order.)`,
  "appointment.rescheduled": ({ part, event, chronicle }) => {
    const [before, after] = [event.previousStart, event.start].map((at) => spokenMoment(at, home));
    const isSecondHalf = chronicle
      .all()
      .some((one) => one.part === part && one.event.type === "appointment.moved_away");
    return `${part.name} moves from ${before} to ${after}. ${isSecondHalf ? "This half came second." : "This half came first."} The old plan has ended.`;
  },
  "appointment.cancelled": ({ part, event }) => {
    const reason = event.reason === null ? "" : `: "${event.reason}"`;
    return `${part.name}'s visit is cancelled by the ${event.by}${reason}. No text goes any more.`;
  },
  "customer.text_received": ({ part, event }) => {
    const become = answerWords[event.intent];
    return become === undefined ? null : `${part.name} texts "${event.body}": ${become}.`;
  },
  "appointment.no_show": ({ part, visit }) =>
    visit === "missed_1" || visit === "missed_2"
      ? `${part.name} does not come, and says nothing. (Before the week, so not counted in it.)`
      : `${part.name} does not come, and says nothing.`,
  "payment.link_created": ({ part }) =>
    `${part.name} has missed visits, and may miss this one, too: a deposit is asked for, by a link.`,
  "payment.paid": ({ part }) =>
    `${part.name} pays the deposit on the payment page. That confirms the visit.`,
  "task.opened": ({ part, event }) =>
    event.kind === "wants-to-cancel" && part.role === "texts_cancel"
      ? `${part.name} may have meant the visit, not the texts: a person is to ask.`
      : null,
  "execution.deferred": ({ part, event, at, chronicle }) => {
    const [then, until] = [spokenClock(at, part.zone), spokenFrom(at, event.until, part.zone)];
    const text = textName(chronicle, event.execution);
    return event.why === "quiet_hours"
      ? `The ${text} for ${part.name} waits until ${until}: it is ${then} in ${cityOf(part.zone)}, which is within quiet hours.`
      : `The ${text} for ${part.name} waits until ${until}: ${reasonIn(deferredWords, event.why)}.`;
  },
  "execution.suppressed": ({ part, event, chronicle }) => {
    const text = textName(chronicle, event.execution);
    return event.why === "no_consent"
      ? `No ${text} for ${part.name}, who has not said yes to such texts in the booking form.`
      : `No ${text} for ${part.name}: ${reasonIn(suppressedWords, event.why)}.`;
  },
  "execution.failed": ({ part, event }) =>
    `A text to ${part.name} fails: ${carrierReason(event.why)}. A person is asked to reach them.`,
  "execution.unknown": ({ part, event }) =>
    `A reminder to ${part.name}: ${carrierReason(event.why)} before it could answer. Sent or not? Unknown, so it is not sent again blindly.`,
  "execution.sent": (notable) => sent(notable),
};

/** What becomes of an answer at once; others take their ordinary way. */
const answerWords: Readonly<Record<string, string>> = {
  stop: "opted out, at once",
  unclear: "handed to a person",
  question: "handed to a person",
  reschedule: "gets the page to choose another time",
  cancel: "gets the page to give the time back",
};

const textName = (chronicle: Chronicle, execution: ExecutionId): string =>
  textWord(chronicle.requestOf(execution)?.template ?? "", 1);

const booked = ({
  part,
  visit,
  event,
  at,
  chronicle,
}: Notable<"appointment.booked">): string | null => {
  if (event.plan > 1) return null;
  const when = spokenMoment(event.start, home);
  if (visit === "again") return `${part.name} books anew after the missed visit: ${when}.`;
  if (visit === "next") return `${part.name} books a next visit: ${when}.`;
  if (event.reach === "no_phone")
    return `${part.name} books without a phone. Nobody can be texted; a person is asked to find a way.`;
  if (part.role === "is_told_five_times") return fiveTimes(part, chronicle);
  if (part.role !== "books_late" && part.role !== "books_very_late") return null;

  const past = chronicle
    .all()
    .flatMap((one) => (one.part === part && one.at === at ? [one.event] : []))
    .flatMap((one) =>
      one.type === "run.step_skipped" && one.why === "already_past" && one.step.endsWith("before")
        ? [one.step.replaceAll("-", " ")]
        : [],
    );
  return `${part.name} books only ${spokenSpan(msBetween(at, event.start))} ahead. Left out, as already past: ${past.join(", ")}.`;
};

const fiveTimes = (part: Part, chronicle: Chronicle): string => {
  const own = chronicle.all().filter((one) => one.part === part);
  const bookings = own.filter(({ event }) => event.type === "appointment.booked").length;
  const texts = own.filter(
    ({ event }) =>
      event.type === "execution.sent" &&
      chronicle.requestOf(event.execution)?.template === "booking-confirmation",
  ).length;
  return `Calendly tells of ${part.name}'s booking five times, three of them at once. Appointments: ${bookings}. Texts about it: ${texts}.`;
};

const sent = ({ part, event, chronicle }: Notable<"execution.sent">): string | null => {
  if (event.settledBy === "look_up")
    return `Looked up at the carrier: ${part.name}'s reminder is there. One text, not two.`;
  const request = chronicle.requestOf(event.execution);
  if (part.role !== "meets_summer_time" || request?.purpose !== "reminder") return null;

  const sameClock = daysBefore(part.start, 2, part.zone);
  if (sameClock === request.dueAt) return null;
  const [visit, now] = [spokenMoment(part.start, part.zone), spokenClock(request.dueAt, part.zone)];
  return `The reminder for ${part.name}'s visit on ${visit} goes: 48 hours before is ${now}, for the clocks change in between. "Two days before, same time" would be ${spokenClock(sameClock, part.zone)}.`;
};

const cityOf = (zone: Zone): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
