import type { Decider } from "#core/kernel/decider";
import { as, derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";
import type { TaskEvent } from "#core/workflow/events";

/** What a provider delivered with a valid signature, and we could not take: recorded, and given to a person. */
export type IntakeEvent =
  | { readonly type: "intake.refused"; readonly provider: string; readonly code: string }
  | TaskEvent;

type IntakeWish =
  | {
      readonly kind: "note_refusal";
      readonly provider: string;
      readonly code: string;
      readonly task: TaskId;
      /** Where nothing is said, it was a booking. */
      readonly asks?: "payment-refused";
    }
  | { readonly kind: "close_task"; readonly task: TaskId };

type IntakeState = { readonly refused: boolean; readonly openTask: TaskId | null };

export const intakeStream = (provider: string, deliveryKey: string): StreamName =>
  as(`intake/${derive("intake", provider, deliveryKey)}`);

export const intakeDecider: Decider<IntakeState, IntakeWish, IntakeEvent, never> = {
  initial: { refused: false, openTask: null },
  decide: (state, wish) => ok(decideIntake(state, wish)),
  evolve: (state, event) => {
    switch (event.type) {
      case "intake.refused":
        return { ...state, refused: true };
      case "task.opened":
        return { ...state, openTask: event.task };
      case "task.closed":
        return { ...state, openTask: null };
    }
  },
};

const decideIntake = (state: IntakeState, wish: IntakeWish): readonly IntakeEvent[] => {
  const { task } = wish;
  if (wish.kind === "close_task")
    return state.openTask === task ? [{ type: "task.closed", task }] : [];
  if (state.refused) return [];
  const { provider, code, asks = "booking-refused" } = wish;
  return [
    { type: "intake.refused", provider, code },
    { type: "task.opened", task, kind: asks, priority: "high", dueAt: null },
  ];
};
