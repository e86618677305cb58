import type { CustomerWish } from "#core/customer/commands";
import type { CustomerEvent, TextOutcome } from "#core/customer/events";
import { reachableAgain } from "#core/customer/number";
import { type CustomerState, nextVisit, type NotedAppointment } from "#core/customer/state";
import { visitBehind } from "#core/customer/visit-behind";
import type { Facts } from "#core/kernel/decider";
import { derive, type TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { maskCardNumbers } from "#core/reply/card-number";
import { handOver } from "#core/reply/hand-over";
import { plainWords } from "#core/reply/plain-words";
import { looksLikeInstructions } from "#core/reply/prompt";
import { type Intent, isCertain, type Understood, understand } from "#core/reply/understand";
import type { TaskEvent } from "#core/workflow/events";

type Happened = CustomerEvent | TaskEvent;
type Wish<Kind extends CustomerWish["kind"]> = Extract<CustomerWish, { kind: Kind }>;

/** `hasModel`: a language model can be asked about texts of which the table is not certain. */
export type CustomerFacts = Facts & { readonly hasModel?: boolean };

/**
 * A text in, exactly one outcome out: at once where the table of words is certain, else when a model has read
 * it. Opting out comes before everything else and holds with this very commit.
 */
export const receiveText = (
  state: CustomerState,
  wish: Wish<"receive_text">,
  facts: CustomerFacts,
): readonly Happened[] => {
  const understood = understand(wish.body);
  const { sid } = wish;
  const { intent, rule, confidence } = understood;
  const body = maskCardNumbers(wish.body);
  const type = "customer.text_received";
  const after = visitBehind(state, facts.now);
  const channel = wish.channel === undefined ? {} : { channel: wish.channel };
  const read = { type, sid, body, ...channel, intent, rule, confidence } as const;
  const received: CustomerEvent = after === null ? read : { ...read, after };
  // Who writes over WhatsApp may still have a number that takes no texts.
  const reached = wish.channel === undefined ? reachableAgain(state, "text") : [];
  if (facts.hasModel === true && wantsModel(understood, wish))
    return [received, { type: "customer.model_asked", sid }, ...reached];

  const outcome = outcomeOf(state, understood, wish, facts);
  return [received, ...settled(state, { sid, intent, confidence }, outcome, facts.now), ...reached];
};

/** What the model, or the want of one, has made of a text that waited for it; nothing where none waits. */
export const settleText = (
  state: CustomerState,
  { sid, classification }: Wish<"settle_text">,
  { now }: CustomerFacts,
): readonly Happened[] => {
  if (!state.pendingTexts.includes(sid)) return [];
  const classified: CustomerEvent = { type: "customer.text_classified", sid, ...classification };
  const outcome = outcomeOfModel(state, sid, classification, now);
  return [classified, ...settled(state, { sid, ...classification }, outcome, now)];
};

/** Whoever has been erased is answered no more. */
export const letBe = ({ pendingTexts }: CustomerState): readonly CustomerEvent[] =>
  pendingTexts.map((sid) => ({
    type: "customer.text_settled",
    sid,
    outcome: { kind: "suppressed", why: "customer_erased" },
  }));

/** A model is asked where words are left to be read, and they talk to us and not to it. */
const wantsModel = (understood: Understood, { body, optOutType }: Wish<"receive_text">): boolean =>
  optOutType === null &&
  !isCertain(understood) &&
  plainWords(body) !== "" &&
  !looksLikeInstructions(body);

type Outcome = { readonly outcome: TextOutcome; readonly events: readonly Happened[] };

const outcomeOf = (
  state: CustomerState,
  understood: Understood,
  { sid, optOutType }: Wish<"receive_text">,
  { now }: CustomerFacts,
): Outcome => {
  if (optOutType === "stop" || understood.intent === "stop")
    return optOut(state, sid, understood, now);
  if (isOptIn(state, understood, optOutType)) return optIn(state, sid);
  if (understood.intent === "confirm") return confirm(state, now);
  if (optOutType === "help" || understood.intent === "help")
    return { outcome: { kind: "suppressed", why: "carrier_answers_help" }, events: [] };
  return toPerson(understood.intent);
};

/** A model may confirm and may withdraw; everything else that it says is for a person to act on. */
const outcomeOfModel = (
  state: CustomerState,
  sid: string,
  { intent, stage }: Wish<"settle_text">["classification"],
  now: Instant,
): Outcome => {
  if (stage === "model" && intent === "confirm") return confirm(state, now);
  if (stage === "model" && intent === "stop") return optOut(state, sid, null, now);
  return toPerson(intent);
};

const toPerson = (why: string): Outcome => ({
  outcome: { kind: "handed_to_person", why },
  events: [],
});

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

const optOut = (
  state: CustomerState,
  sid: string,
  understood: Understood | null,
  now: Instant,
): Outcome => {
  const optedOut: CustomerEvent = { type: "customer.opted_out", how: "text", evidence: sid };
  return {
    outcome: { kind: "acted", action: "opt_out" },
    events: [
      ...(state.optedOut ? [] : [optedOut]),
      ...besidesOptOut(sid, understood, nextVisit(state, now), now),
    ],
  };
};

/** CANCEL may mean the visit, too; and a number that is somebody else's has to be put right. */
const besidesOptOut = (
  sid: string,
  understood: Understood | null,
  visit: NotedAppointment | null,
  now: Instant,
): readonly TaskEvent[] => {
  if (understood === null || visit === null) return [];
  const isStranger = understood.rule === "wrong_number";
  if (!isStranger && !understood.alsoCancel) return [];

  const { confidence } = understood;
  const subject = { sid, intent: isStranger ? "stop" : "cancel", confidence } as const;
  const kind = isStranger ? "wrong-number" : "wants-to-cancel";
  const task = taskAbout(subject, visit, now);
  return [{ ...task, task: derive<TaskId>("text", sid, kind), kind }];
};

const optIn = (state: CustomerState, sid: string): Outcome => ({
  outcome: { kind: "acted", action: "opt_in" },
  events: state.optedOut ? [{ type: "customer.opted_in", how: "text", evidence: sid }] : [],
});

const confirm = (state: CustomerState, now: Instant): Outcome => {
  const visit = nextVisit(state, now);
  return visit === null
    ? toPerson("nothing_to_confirm")
    : { outcome: { kind: "acted", action: "confirm", appointment: visit.id }, events: [] };
};

type Subject = { readonly sid: string; readonly intent: Intent; readonly confidence: number };

/** The outcome, and the person's task where it is one. */
const settled = (
  state: CustomerState,
  subject: Subject,
  { outcome, events }: Outcome,
  now: Instant,
): readonly Happened[] => [
  ...events,
  { type: "customer.text_settled", sid: subject.sid, outcome },
  ...(outcome.kind === "handed_to_person" ? [taskAbout(subject, nextVisit(state, now), now)] : []),
];

const taskAbout = (
  { sid, intent, confidence }: Subject,
  visit: NotedAppointment | null,
  now: Instant,
): Extract<TaskEvent, { type: "task.opened" }> => ({
  type: "task.opened",
  task: derive<TaskId>("text", sid),
  ...handOver(intent, now, visit?.start ?? null),
  subject: { text: sid, intent, confidence, appointment: visit?.id ?? null },
});
