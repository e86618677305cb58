import { type About, aboutWhich, type TextedVisit, visitsAhead } from "#core/customer/about";
import type { CustomerWish } from "#core/customer/commands";
import type { CustomerEvent } from "#core/customer/events";
import { reachableAgain } from "#core/customer/number";
import { type Happened, type Outcome, outcomeOf, outcomeOfModel } from "#core/customer/outcome";
import type { CustomerState } from "#core/customer/state";
import { type Subject, taskAbout } from "#core/customer/text-task";
import { visitBehind } from "#core/customer/visit-behind";
import { unlessWished } from "#core/customer/wishes";
import type { Facts } from "#core/kernel/decider";
import type { Instant } from "#core/kernel/time";
import { maskCardNumbers } from "#core/reply/card-number";
import { plainWords } from "#core/reply/plain-words";
import { looksLikeInstructions } from "#core/reply/prompt";
import { isCertain, type Understood, understand } from "#core/reply/understand";

type Wish<Kind extends CustomerWish["kind"]> = Extract<CustomerWish, { kind: Kind }>;

/**
 * `hasModel`: a language model can be asked about texts of which the table is not certain. `texted`: what has
 * gone to the customer about their visits; without it nothing has.
 */
export type CustomerFacts = Facts & {
  readonly hasModel?: boolean;
  readonly texted?: readonly TextedVisit[];
};

/**
 * A text in, exactly one outcome out: at once where the table of words is certain, else when a model has read
 * it. Opting out comes before everything else and holds with this very commit.
 */
export const receiveText = (
  state: CustomerState,
  wish: Wish<"receive_text">,
  facts: CustomerFacts,
): readonly Happened[] => {
  const { now } = facts;
  const understood = understand(wish.body);
  const { sid } = wish;
  const { intent, rule, confidence } = understood;
  const body = maskCardNumbers(wish.body);
  const type = "customer.text_received";
  const about = aboutWhich(state, facts.texted ?? [], now);
  const after = visitBehind(state, about, now);
  const channel = wish.channel === undefined ? {} : { channel: wish.channel };
  const read = { type, sid, body, ...channel, intent, rule, confidence } as const;
  const received: CustomerEvent = after === null ? read : { ...read, after };
  // Who writes over WhatsApp may still have a number that takes no texts.
  const reached = wish.channel === undefined ? reachableAgain(state, "text") : [];
  if (facts.hasModel === true && wantsModel(understood, wish)) {
    const visit = about.kind === "visit" ? about.visit.id : null;
    return [received, { type: "customer.model_asked", sid, about: visit }, ...reached];
  }
  const scene = { state, about, now };
  const outcome = outcomeOf(scene, understood, wish);
  return [received, ...settled(scene, { sid, intent, confidence }, outcome), ...reached];
};

/** What the model, or the want of one, has made of a text that waited for it; nothing where none waits. */
export const settleText = (
  state: CustomerState,
  { sid, classification }: Wish<"settle_text">,
  { now }: CustomerFacts,
): readonly Happened[] => {
  if (!state.pendingTexts.includes(sid)) return [];
  const classified: CustomerEvent = { type: "customer.text_classified", sid, ...classification };
  const scene = { state, about: aboutAsKept(state, sid, now), now };
  const outcome = outcomeOfModel(scene, sid, classification);
  return [classified, ...settled(scene, { sid, ...classification }, outcome)];
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

/** A text that has waited is about what it was about when it came, as long as that is still to come. */
const aboutAsKept = (state: CustomerState, sid: string, now: Instant): About => {
  const kept = state.pendingAbout[sid];
  if (kept === undefined) return aboutWhich(state, [], now); // Kept before this was asked.
  const ahead = visitsAhead(state, now);
  const visit = ahead.find(({ id }) => id === kept);
  const spokenOf = state.pending[sid]?.start ?? null;
  if (visit !== undefined) return { kind: "visit", visit, zone: null, spokenOf };
  return { kind: ahead.length > 0 ? "any_of_several" : "no_visit" };
};

/** The outcome, and the person's task where it is one. */
const settled = (
  { state, about, now }: { state: CustomerState; about: About; now: Instant },
  subject: Subject,
  { outcome, events }: Outcome,
): readonly Happened[] => [
  ...events,
  { type: "customer.text_settled", sid: subject.sid, outcome },
  ...(outcome.kind === "handed_to_person"
    ? unlessWished(state.wishes, taskAbout(subject, { state, about, now }))
    : []),
];
