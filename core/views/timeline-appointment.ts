import type { AppointmentEvent, CancelledBy, Reach } from "#core/appointment/events";
import type { Actor } from "#core/kernel/message";
import { spokenMoment } from "#core/views/spoken-time";
import { type Scene, type Told, told } from "#core/views/timeline-entry";

type Tellers = {
  readonly [T in AppointmentEvent["type"]]: (
    event: Extract<AppointmentEvent, { type: T }>,
    scene: Scene,
  ) => Told | null;
};

/** What happened to the visit itself. */
export const tellAppointment: Tellers = {
  "appointment.booked": (event, scene) => booked(event, scene),
  "appointment.moved_away": () =>
    told("appointment", "warning", "Taken off its old time; the new time is still to come", {
      why: "the booking system tells a move in two halves, and this is the first",
    }),
  "appointment.continued": () =>
    told("appointment", "neutral", "The visit goes on under a later booking of it", {
      why: "the booking system told a later move first, and that one has begun a story of its own",
    }),
  "appointment.rescheduled": (event, scene) => rescheduled(event, scene),
  "appointment.revision_seen": () => null, // Told by what it came with, or by nothing.
  "appointment.cancel_noted": () =>
    told("appointment", "neutral", "A cancellation arrived before its booking", {
      why: "the booking system’s messages overtook each other; it counts once the booking is here",
      isMinor: true,
    }),
  "appointment.confirmed": (event) =>
    told("appointment", "good", "Confirmed", { why: confirmedByWords[event.by] }),
  "appointment.answer_noted": ({ answer }) =>
    told("appointment", "neutral", answerWords[answer], {
      why: "the customer wrote; the journeys of this visit go by it",
      isMinor: true,
    }),
  "appointment.customer_erased": () =>
    told("appointment", "neutral", "The customer was erased", {
      why: "the journeys of this visit end with it, and its links to pay are closed",
    }),
  "appointment.review_opened": () =>
    told("appointment", "good", "The review link was opened", {
      why: "somebody followed the link of the text that asked for it; whether they wrote anything there we cannot know",
    }),
  "appointment.cancelled": (event) =>
    told("appointment", "bad", "Cancelled", {
      why: cancelledByWords[event.by],
      quote: event.reason,
    }),
  "appointment.started": () =>
    told("appointment", "neutral", "The visit began", { why: "its time had come" }),
  "appointment.completed": (event) =>
    told("appointment", "good", "The visit is over", { why: completedByWords[event.by] }),
  "appointment.no_show": (event) =>
    told("appointment", "bad", "The customer did not come", { why: noShowByWords[event.by] }),
};

/** Who wanted it, for people. */
export const actorWords = (actor: Actor): string => {
  switch (actor.kind) {
    case "provider":
      return `${providerName(actor.name)} told us`;
    case "operator":
      return "an operator did it";
    case "customer":
      return "the customer did it";
    case "system":
      return "it happened by itself";
  }
};

const rescheduled = (
  event: Extract<AppointmentEvent, { type: "appointment.rescheduled" }>,
  { reading }: Scene,
): Told =>
  event.previousStart === event.start
    ? told("appointment", "neutral", "The booking has another phone number", {
        why: "everything planned for the old number has ended, and begins anew for this one",
      })
    : told(
        "appointment",
        "neutral",
        `Moved from ${spokenMoment(event.previousStart, reading.zone)} to ${spokenMoment(event.start, reading.zone)}`,
        { why: "the booking was changed; everything planned for the old time has ended" },
      );

const booked = (
  event: Extract<AppointmentEvent, { type: "appointment.booked" }>,
  { commit, reading }: Scene,
): Told | null => {
  if (commit.events.some(({ type }) => type === "appointment.rescheduled")) return null;
  const what = event.plan === 1 ? "Booked for" : "New time:";
  const by = actorWords(commit.cause.actor);
  const reach = reachWords[event.reach];
  return told(
    "appointment",
    reach === null ? "good" : "warning",
    `${what} ${spokenMoment(event.start, reading.zone)}`,
    { why: reach === null ? by : `${by}; ${reach}` },
  );
};

const confirmedByWords = {
  customer: "the customer said so by text",
  operator: "an operator said so",
  payment: "the deposit has been paid",
} as const;

const answerWords = {
  reschedule: "The customer asks for another time",
  cancel: "The customer seems to give the visit up",
  after_visit: "The customer wrote after the visit",
} as const;

const completedByWords = {
  time: "two hours have passed since its end and nobody has said otherwise",
  operator: "an operator said so",
} as const;

const cancelledByWords = {
  customer: "the customer wished it",
  business: "it was cancelled in the booking system, on the side of the business",
  operator: "an operator cancelled it here",
} as const satisfies Record<CancelledBy, string>;

const reachWords = {
  reachable: null,
  by_email: "e-mails instead of texts: the booking names no phone that can be texted",
  no_phone: "no texts: the booking names no phone number",
  phone_unusable: "no texts: nobody can be texted at the phone number of the booking",
} as const satisfies Record<Reach, string | null>;

const noShowByWords = {
  business: "it was marked so in the booking system",
  operator: "an operator said so",
} as const;

export const providerName = (name: string): string =>
  name === "calcom" ? "Cal.com" : capital(name);

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
