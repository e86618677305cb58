import { expect } from "vitest";
import type { Decider, Facts, Refusal } from "#core/kernel/decider";
import type { Event } from "#core/kernel/message";
import type { Result } from "#core/kernel/result";
import { at, type Instant } from "#core/kernel/time";

/**
 * Given what has happened, when something is wished, then this is decided.
 *
 * Every `when` is decided twice and has to come out the same, and is folded, so that a story can go on
 * with another `when`. Wishes that are refused leave the story where it was.
 */
export type Story<S, W, E extends Event> = {
  readonly state: S;
  readonly version: number;
  /** What the last wish added; nothing where it was refused. */
  readonly events: readonly E[];
  readonly refusal: Refusal | null;
  readonly when: (wish: W, now: Instant) => Story<S, W, E>;
  readonly thenEvents: (expected: readonly E[]) => Story<S, W, E>;
  /** The types alone, where the rest has been told elsewhere. */
  readonly thenHappened: (...types: readonly E["type"][]) => Story<S, W, E>;
  readonly thenRefuses: (code: string, details?: Refusal["details"]) => Story<S, W, E>;
  readonly thenNothingHappened: () => Story<S, W, E>;
};

/** Long before any story: when the events that a story is given have happened, unless it says when. */
const longAgo = at("2026-01-01T00:00:00Z");

/** Puts a decider to the test, in the surroundings that its facts need besides time and version. */
export const specification = <S, W, E extends Event, R extends Refusal, F extends Facts>(
  decider: Decider<S, W, E, R, F>,
  surroundings: Omit<F, keyof Facts>,
): {
  readonly given: (...events: readonly E[]) => Story<S, W, E>;
  /** A story that has begun in other surroundings goes on in these. */
  readonly from: (story: Story<S, W, E>) => Story<S, W, E>;
} => {
  const decide = (place: Place<S>, wish: W, now: Instant): Result<readonly E[], R> => {
    const facts = { ...surroundings, now, version: place.version + 1, tzdb: "2026a" } as F;
    const decided = decider.decide(place.state, wish, facts);
    expect(decider.decide(place.state, wish, facts)).toEqual(decided);
    return decided;
  };
  const fold = (state: S, events: readonly E[], now: Instant): S =>
    events.reduce((before, event) => decider.evolve(before, event, now), state);

  const story = (place: Place<S>, told: Told<E>): Story<S, W, E> => {
    const self: Story<S, W, E> = {
      ...place,
      events: told.ok ? told.value : [],
      refusal: told.ok ? null : told.refusal,
      when: (wish, now) => {
        const decided = decide(place, wish, now);
        if (!decided.ok || decided.value.length === 0) return story(place, decided);
        const state = fold(place.state, decided.value, now);
        return story({ state, version: place.version + 1 }, decided);
      },
      thenEvents: (expected) => {
        expect(told).toEqual({ ok: true, value: expected });
        return self;
      },
      thenHappened: (...types) => {
        expect(told.ok ? told.value.map(({ type }) => type) : told.refusal).toEqual(types);
        return self;
      },
      thenRefuses: (code, details) => {
        const refusal = { code, ...(details !== undefined && { details }) };
        expect(told).toMatchObject({ ok: false, refusal });
        return self;
      },
      thenNothingHappened: () => self.thenEvents([]),
    };
    return self;
  };

  return {
    given: (...events) => {
      const version = events.length === 0 ? 0 : 1;
      const state = fold(decider.initial, events, longAgo);
      return story({ state, version }, { ok: true, value: events });
    },
    from: ({ state, version }) => story({ state, version }, { ok: true, value: [] }),
  };
};

type Place<S> = { readonly state: S; readonly version: number };
type Told<E> = Result<readonly E[], Refusal>;
