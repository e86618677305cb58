import type {
  AppointmentInExpressions,
  CustomerInExpressions,
  Definition,
} from "#core/workflow/definition";
import type { Facts } from "#core/kernel/decider";
import type { Event } from "#core/kernel/message";
import type { StreamName } from "#core/kernel/ids";
import type { Hex } from "#core/kernel/ids";
import { evolveJourneys, type JourneyEvent, type Journeys } from "#core/workflow/journeys";

/** The definitions in force, and those that older runs still pin. */
export type Definitions = {
  /** In their order: priority, then slug. */
  readonly current: readonly Definition[];
  readonly byHash: (hash: Hex) => Definition | null;
};

export type JourneyFacts = Facts & {
  readonly stream: StreamName;
  readonly definitions: Definitions;
};

/**
 * A decision while it is being made: the events so far, and the state they lead to. It lives inside one
 * call of `decide` and is the only thing there that changes.
 */
export type Draft = {
  readonly facts: JourneyFacts;
  /** What expressions may know of the accompanied thing, all its new facts included; `null` before it exists. */
  readonly subject: AppointmentInExpressions | null;
  /** And of the customer whose thing it is, all its new facts included; left out where nobody has looked. */
  readonly customer?: CustomerInExpressions;
  journeys: Journeys;
  /** Facts and what followed from them, in the order in which they are folded again later. */
  readonly events: Event[];
};

export const emit = (draft: Draft, event: JourneyEvent): void => {
  draft.events.push(event);
  draft.journeys = evolveJourneys(draft.journeys, event, draft.facts.now);
};

/** The events of one type among those that the decision has so far. */
export const eventsOf = <T extends JourneyEvent["type"]>(
  draft: Draft,
  type: T,
): readonly Extract<JourneyEvent, { type: T }>[] =>
  draft.events.filter((event): event is Extract<JourneyEvent, { type: T }> => event.type === type);
