import type { Decider } from "#core/kernel/decider";
import { as, type CustomerId, type StreamName } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";

/**
 * One night's recalculation of all risks, as a stream of its own: how far it has come stands there, so
 * that whoever goes on after a crash begins where the last one stopped, and an auditor sees that it ran.
 */
export type NightEvent =
  | {
      readonly type: "risk.night_went_on";
      /** The last customer that was looked at. */
      readonly after: CustomerId;
      readonly looked: number;
      readonly changed: number;
    }
  | {
      readonly type: "risk.night_finished";
      readonly looked: number;
      readonly changed: number;
    };

export type NightState = {
  readonly after: CustomerId | null;
  readonly looked: number;
  readonly changed: number;
  readonly isOver: boolean;
};

export type NightWish = {
  readonly kind: "go_on";
  /** Where this stretch began: a stretch that somebody else has walked meanwhile is not counted twice. */
  readonly from: CustomerId | null;
  readonly after: CustomerId | null;
  readonly looked: number;
  readonly changed: number;
  readonly isLast: boolean;
};

/** `date` is the night's, as the calendar of the business shows it: `2026-03-06`. */
export const nightStream = (date: string): StreamName => as(`run/risk-night-${date}`);

export const nightDecider: Decider<NightState, NightWish, NightEvent, never> = {
  initial: { after: null, looked: 0, changed: 0, isOver: false },
  decide: (state, wish) => {
    if (state.isOver || state.after !== wish.from) return ok([]);
    const looked = state.looked + wish.looked;
    const changed = state.changed + wish.changed;
    if (wish.isLast || wish.after === null)
      return ok([{ type: "risk.night_finished", looked, changed }]);
    return ok([{ type: "risk.night_went_on", after: wish.after, looked, changed }]);
  },
  evolve: (state, event) => {
    const { looked, changed } = event;
    return event.type === "risk.night_finished"
      ? { ...state, looked, changed, isOver: true }
      : { ...state, looked, changed, after: event.after };
  },
};
