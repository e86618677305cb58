import { visitsAhead } from "#core/customer/about";
import type { CustomerWish } from "#core/customer/commands";
import type { CustomerEvent, TextOutcome } from "#core/customer/events";
import { isOverruled } from "#core/customer/last-words";
import type { CustomerState } from "#core/customer/state";
import { type Scene, taskAbout } from "#core/customer/text-task";
import { derive, type TaskId } from "#core/kernel/ids";
import { isOn } from "#core/reply/said-day";
import { isAt } from "#core/reply/said-time";
import { isCarrierStop, type Understood } from "#core/reply/understand";
import type { TaskEvent } from "#core/workflow/events";

export type Happened = CustomerEvent | TaskEvent;
export type Outcome = { readonly outcome: TextOutcome; readonly events: readonly Happened[] };
type Wish<Kind extends CustomerWish["kind"]> = Extract<CustomerWish, { kind: Kind }>;

/** What comes of a text that the table has read; what it is not certain of is a person's. */
export const outcomeOf = (
  scene: Scene,
  understood: Understood,
  wish: Wish<"receive_text">,
): Outcome => {
  const { intent, rule } = understood;
  if (wish.optOutType === "stop" || intent === "stop") return optOut(scene, understood, wish);
  if (isOptIn(scene.state, understood, wish.optOutType)) return optIn(scene.state, wish.sid);
  if (intent === "confirm") return confirm(scene, understood);
  // Only where the carrier says so has it answered: it knows a bare HELP, and no "ayuda".
  if (wish.optOutType === "help") return suppressed("carrier_answers_help");
  return rule === "reaction_alone" ? suppressed("reaction") : toPerson(intent);
};

/** A model may confirm and may withdraw; everything else that it says is for a person to act on. */
export const outcomeOfModel = (
  scene: Scene,
  sid: string,
  { intent, stage }: Wish<"settle_text">["classification"],
): Outcome => {
  if (stage === "model" && intent === "confirm") return confirm(scene, { days: [], times: [] });
  if (stage === "model" && intent === "stop") return optedOutThen(scene, sid);
  return toPerson(intent);
};

/** Who has asked for texts since has the last word, however long the model has taken. */
const optedOutThen = ({ state }: Scene, sid: string): Outcome =>
  isOverruled(state.pending[sid]?.at, state.said.optIn)
    ? suppressed("later_word")
    : optedOut(state, sid, []);

const toPerson = (why: string): Outcome => ({
  outcome: { kind: "handed_to_person", why },
  events: [],
});

const suppressed = (why: Extract<TextOutcome, { kind: "suppressed" }>["why"]): Outcome => ({
  outcome: { kind: "suppressed", why },
  events: [],
});

/**
 * YES alone is a carrier's word for opting in again, where the carrier was told of the opt-out by a word of its
 * own; from anybody else it confirms. Other words that confirm do no more than that: consent is not read into
 * a "C", nor into "Yes, see you tomorrow".
 */
const isOptIn = (
  state: CustomerState,
  { intent, alsoStart }: Understood,
  optOutType: Wish<"receive_text">["optOutType"],
): boolean => {
  const isStart = optOutType === "start";
  // A carrier reads every YES as a START, also of those who never left, or did so by a call.
  if (intent === "confirm") return state.optedOutAtCarrier && (alsoStart || isStart);
  return intent === "start" || isStart;
};

const optIn = (state: CustomerState, sid: string): Outcome => ({
  outcome: { kind: "acted", action: "opt_in" },
  events: state.optedOut ? [{ type: "customer.opted_in", how: "text", evidence: sid }] : [],
});

const optOut = (scene: Scene, understood: Understood, wish: Wish<"receive_text">): Outcome => {
  const { sid, body, optOutType } = wish;
  const atCarrier =
    optOutType === "stop" || isCarrierStop(body) ? { atCarrier: true as const } : {};
  return optedOut(scene.state, sid, besidesOptOut(sid, understood, scene), atCarrier);
};

const optedOut = (
  state: CustomerState,
  sid: string,
  besides: readonly TaskEvent[],
  atCarrier: { readonly atCarrier?: true } = {},
): Outcome => {
  const event: CustomerEvent = {
    type: "customer.opted_out",
    how: "text",
    evidence: sid,
    ...atCarrier,
  };
  return {
    outcome: { kind: "acted", action: "opt_out" },
    events: [...(state.optedOut ? [] : [event]), ...besides],
  };
};

/** CANCEL may mean the visit, too; and a number that is somebody else's has to be put right. */
const besidesOptOut = (
  sid: string,
  { rule, alsoCancel, confidence }: Understood,
  scene: Scene,
): readonly TaskEvent[] => {
  if (visitsAhead(scene.state, scene.now).length === 0) return [];
  const isStranger = rule === "wrong_number";
  if (!isStranger && !alsoCancel) return [];

  const subject = { sid, intent: isStranger ? "stop" : "cancel", confidence } as const;
  const kind = isStranger ? "wrong-number" : "wants-to-cancel";
  return [{ ...taskAbout(subject, scene), task: derive<TaskId>("text", sid, kind), kind }];
};

/** A yes is a yes to what was asked, at the time that was spoken of, or on the day and at the time that it names. */
const confirm = (
  { about, now }: Scene,
  { days, times }: Pick<Understood, "days" | "times">,
): Outcome => {
  switch (about.kind) {
    case "visit_behind":
      return toPerson("about_last_visit");
    case "any_of_several":
      return toPerson("several_visits");
    case "no_visit":
      return toPerson("nothing_to_confirm");
    case "visit": {
      const { visit, zone, spokenOf } = about;
      const isMoved = spokenOf !== null && spokenOf !== visit.start;
      if (isMoved && days.length === 0) return toPerson("moved_since");
      if (!isOn(days, { start: visit.start, zone }, now)) return toPerson("another_day");
      if (!isAt(times, { start: visit.start, zone })) return toPerson("another_time");
      return { outcome: { kind: "acted", action: "confirm", appointment: visit.id }, events: [] };
    }
  }
};
