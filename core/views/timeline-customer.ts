import type { ConsentEvidence, CustomerEvent } from "#core/customer/events";
import type { ConsentPurpose } from "#core/policy/purpose";
import { becameOf, settledWords } from "#core/views/answer-words";
import { wordlessText } from "#core/views/message-words";
import { type Scene, type Told, told } from "#core/views/timeline-entry";
import { riskReason } from "#core/views/risk-words";

type Tellers = {
  readonly [T in CustomerEvent["type"]]: (
    event: Extract<CustomerEvent, { type: T }>,
    scene: Scene,
  ) => Told | null;
};

/** What the customer said, and what became of their consent. */
export const tellCustomer: Tellers = {
  "customer.registered": () => null, // The booking tells it.
  "customer.appointment_noted": () => null,
  "customer.contact_changed": () =>
    told("customer", "neutral", "The customer’s contact details changed", {
      why: "the booking system has newer ones",
      isMinor: true,
    }),
  "customer.imported": ({ source }) =>
    told("customer", "neutral", "The customer came with a list", {
      why: `line ${source.line} of a file that was imported`,
      isMinor: true,
    }),
  "customer.text_received": (event, { commit }) => {
    const { title, why } = becameOf(event.sid, commit.events as readonly CustomerEvent[]);
    const isWordless = event.body.trim() === "";
    const said = isWordless ? { why: wordlessText } : { why, quote: event.body };
    return told("customer", "neutral", title, said);
  },
  "customer.model_asked": () => null, // Told with the text itself.
  "customer.text_classified": () => null, // Told with what became of the text.
  "customer.text_settled": (event, { commit }) => {
    const events = commit.events as readonly CustomerEvent[];
    if (events.some((one) => one.type === "customer.text_received" && one.sid === event.sid))
      return null; // Told with the text itself.
    const { title, why } = settledWords(event, events);
    return told("customer", "neutral", title, { why });
  },
  "customer.risk_assessed": (event) =>
    told(
      "customer",
      "neutral",
      `The risk of a missed visit is ${event.level} (${event.score} of 100)`,
      { why: riskReason(event), isMinor: true },
    ),
  "customer.opted_out": (event) =>
    told("customer", "warning", "Opted out of texts", { why: optedOutWords[event.how] }),
  "customer.opted_in": (event) =>
    told("customer", "good", "Opted in to texts again", { why: optedInWords[event.how] }),
  "customer.consent_granted": ({ purpose, evidence }) =>
    told("customer", "good", `Allowed ${consentWords[purpose]}`, {
      why: howWords[evidence.how],
      isMinor: evidence.how === "booking",
    }),
  "customer.consent_imported": ({ purpose }) =>
    told("customer", "good", `Allowed ${consentWords[purpose]}`, { why: howWords.import }),
  "customer.consent_withdrawn": ({ purpose, evidence }) =>
    told("customer", "warning", `Does not allow ${consentWords[purpose]}`, {
      why: howWords[evidence.how],
    }),
  "customer.number_unreachable": () =>
    told("customer", "warning", "Nothing arrives at this number or address", {
      why: "it was refused for good; later texts to it are left out",
    }),
  "customer.number_reachable": (event) =>
    told("customer", "good", "The customer can be texted again", {
      why: reachableWords[event.how],
    }),
  "customer.erased": () =>
    told("customer", "warning", "Customer erased", {
      why: "it was asked for; their key has been destroyed, so nobody can read their name, number and texts any more",
    }),
};

type How<T extends CustomerEvent["type"]> = Extract<CustomerEvent, { type: T; how: string }>["how"];

const optedOutWords = {
  text: "the customer said so by text",
  operator: "an operator recorded the wish",
  carrier: "the carrier told us",
  import: "a list of customers that was imported says so",
} as const satisfies Record<How<"customer.opted_out">, string>;

const consentWords = {
  reminder: "texts about their visits",
  deposit: "texts about money",
  review: "being asked what a visit was like",
  marketing: "texts with offers",
} as const satisfies Record<ConsentPurpose, string>;

const howWords = {
  booking: "the phone number was given with the booking, for texts about it",
  text: "the customer said so by text",
  form: "the customer said so on a form",
  spoken: "the customer told somebody, who recorded it",
  written: "the customer signed it",
  import: "it was brought along from another system",
} as const satisfies Record<ConsentEvidence["how"], string>;

const reachableWords = {
  new_number: "the booking system has another number",
  text: "a text has come from this number",
} as const satisfies Record<How<"customer.number_reachable">, string>;

const optedInWords = {
  text: "the customer said so by text",
  operator: "an operator recorded the wish",
} as const satisfies Record<How<"customer.opted_in">, string>;
