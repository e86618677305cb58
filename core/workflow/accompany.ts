import type { Decider, Refusal } from "#core/kernel/decider";
import type { Event } from "#core/kernel/message";
import { ok, type Result } from "#core/kernel/result";
import { earliest, type Instant } from "#core/kernel/time";
import { advanceJourneys } from "#core/workflow/advance-journeys";
import { anyAsksOfCustomer } from "#core/workflow/asks";
import type { AppointmentInExpressions, CustomerInExpressions } from "#core/workflow/definition";
import { type Draft, emit, type JourneyFacts } from "#core/workflow/draft";
import {
  evolveJourneys,
  type JourneyEvent,
  type Journeys,
  nextJourneyWake,
  noJourneys,
  noteFact,
} from "#core/workflow/journeys";
import { nextTrigger } from "#core/workflow/trigger-times";

/** A decider that can be accompanied: it says when it must be woken, and what conditions may know of it. */
export type Accompaniable<
  S,
  W,
  E extends Event,
  R extends Refusal,
  F extends JourneyFacts,
> = Decider<S, W, E, R, F> & {
  readonly nextWake: (state: S) => Instant | null;
  readonly describe: (state: S) => AppointmentInExpressions | null;
  /** What conditions may know of whose it is, by the facts that were handed in. */
  readonly describeCustomer: (state: Accompanied<S>, facts: F) => CustomerInExpressions;
};

export type Accompanied<S> = { readonly domain: S; readonly journeys: Journeys };

/**
 * Puts journeys into the stream of what they accompany.
 *
 * The domain decides first; then every journey is advanced on the new facts, and both go into the same
 * commit. So one booking is one write, and a reminder for a time that has moved cannot exist: the commit
 * that moved it has ended the old plan and begun the new one.
 *
 * `journeyWishes` decides what is wished of the journeys themselves (to begin an execution, say).
 */
export const accompany = <
  S,
  W,
  JW,
  E extends Event,
  R extends Refusal,
  JR extends Refusal,
  F extends JourneyFacts,
>(
  host: Accompaniable<S, W, E, R, F>,
  journeyWishes: {
    readonly owns: (wish: W | JW) => wish is JW;
    readonly decide: (
      state: Accompanied<S>,
      wish: JW,
      facts: F,
    ) => Result<readonly (E | JourneyEvent)[], JR>;
  },
): Decider<Accompanied<S>, W | JW, E | JourneyEvent, R | JR, F> => {
  const evolve = (state: Accompanied<S>, event: E | JourneyEvent, at: Instant): Accompanied<S> =>
    isJourneyEvent(event)
      ? { ...state, journeys: evolveJourneys(state.journeys, event, at) }
      : {
          domain: host.evolve(state.domain, event, at),
          journeys: noteFact(state.journeys, event.type, at),
        };

  const decide = (state: Accompanied<S>, wish: W | JW, facts: F) => {
    const first = journeyWishes.owns(wish)
      ? journeyWishes.decide(state, wish, facts)
      : host.decide(state.domain, wish, facts);
    if (!first.ok) return first;

    const own: readonly (E | JourneyEvent)[] = first.value;
    const facing = own.filter((event): event is E => !isJourneyEvent(event));
    const domain = facing.reduce((s, event) => host.evolve(s, event, facts.now), state.domain);
    const draft = draftOf(host, facts, { domain, journeys: state.journeys });
    const asked = own.filter(isJourneyEvent);
    // What a fact asks of people stands after the fact; what a side effect has come to stands before it.
    const isLast = ({ type }: JourneyEvent) => facing.length > 0 && type.startsWith("task.");
    for (const event of asked) if (!isLast(event)) emit(draft, event);
    advanceJourneys(draft, facing);
    for (const event of asked) if (isLast(event)) emit(draft, event);

    if (draft.events.length === 0) return ok([]);
    planWake(draft, host.nextWake(domain));
    // Nothing else was put in than these facts and what journeys emit.
    const events: readonly unknown[] = draft.events;
    return ok(events as readonly (E | JourneyEvent)[]);
  };

  return { initial: { domain: host.initial, journeys: noJourneys }, decide, evolve };
};

const draftOf = <S, F extends JourneyFacts>(
  host: Pick<Accompaniable<S, never, Event, Refusal, F>, "describe" | "describeCustomer">,
  facts: F,
  state: Accompanied<S>,
): Draft => ({
  facts,
  subject: host.describe(state.domain),
  ...(anyAsksOfCustomer(facts.definitions) && { customer: host.describeCustomer(state, facts) }),
  journeys: state.journeys,
  events: [],
});

const isJourneyEvent = (event: Event): event is JourneyEvent =>
  /^(run|execution|task|wake)\./.test(event.type);

/** Notes the earliest wake of the whole stream, if it is another than the one already planned. */
const planWake = (draft: Draft, domainWake: Instant | null): void => {
  const at = earliest([domainWake, nextJourneyWake(draft.journeys), nextTrigger(draft)]);
  if (at !== draft.journeys.wakeAt) emit(draft, { type: "wake.planned", at });
};
