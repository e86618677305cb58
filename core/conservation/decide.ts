import type { Sums } from "#core/conservation/count";
import type { Decider } from "#core/kernel/decider";
import { as, derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";
import { plusMs } from "#core/kernel/time";
import type { TaskEvent } from "#core/workflow/events";

/** The texts of one day of a business, counted from the streams after the day was over. */
export type Counted = Sums & {
  /** `YYYY-MM-DD` where the business is. */
  readonly day: string;
  /** Texts that ended twice, were forgotten, or are listed differently. 0 is the only good number. */
  readonly faults: number;
};

export type ConservationEvent = ({ readonly type: "messages.counted" } & Counted) | TaskEvent;

type ConservationWish =
  | { readonly kind: "note_count"; readonly counted: Counted }
  | { readonly kind: "close_task"; readonly task: TaskId };

export type ConservationState = {
  readonly counted: Counted | null;
  readonly openTask: TaskId | null;
};

export const conservationStream = (day: string): StreamName => as(`conservation/${day}`);

/** How soon somebody should have looked: a text that nobody accounts for may be a visit that nobody keeps. */
const lookWithinMs = 4 * 3_600_000;

/** A day is counted once; a fault is a person's task. */
export const conservationDecider: Decider<
  ConservationState,
  ConservationWish,
  ConservationEvent,
  never
> = {
  initial: { counted: null, openTask: null },
  decide: (state, wish, { now }) => {
    if (wish.kind === "close_task")
      return ok(
        state.openTask === wish.task ? [{ type: "task.closed", task: wish.task } as const] : [],
      );
    if (state.counted !== null) return ok([]);
    const { counted } = wish;
    const noted = { type: "messages.counted", ...counted } as const;
    if (counted.faults === 0) return ok([noted]);
    const asked = {
      type: "task.opened",
      task: derive<TaskId>("conservation", counted.day),
      kind: "messages-unaccounted",
      priority: "high",
      dueAt: plusMs(now, lookWithinMs),
    } as const;
    return ok([noted, asked]);
  },
  evolve: (state, event) => {
    switch (event.type) {
      case "messages.counted": {
        const { type: _, ...counted } = event;
        return { ...state, counted };
      }
      case "task.opened":
        return { ...state, openTask: event.task };
      case "task.closed":
        return { ...state, openTask: null };
    }
  },
};
