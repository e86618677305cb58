import type { Decider } from "#core/kernel/decider";
import { as, derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";
import type { TaskEvent } from "#core/workflow/events";

/** What a provider delivered with a valid signature, and we could not take: recorded, and given to a person. */
export type IntakeEvent =
  | { readonly type: "intake.refused"; readonly provider: string; readonly code: string }
  | TaskEvent;

export type IntakeWish = {
  readonly kind: "note_refusal";
  readonly provider: string;
  readonly code: string;
  readonly task: TaskId;
};

export type IntakeState = { readonly refused: boolean };

export const intakeStream = (provider: string, deliveryKey: string): StreamName =>
  as(`intake/${derive("intake", provider, deliveryKey)}`);

export const intakeDecider: Decider<IntakeState, IntakeWish, IntakeEvent, never> = {
  initial: { refused: false },
  decide: (state, { provider, code, task }) =>
    ok(
      state.refused
        ? []
        : [
            { type: "intake.refused", provider, code },
            { type: "task.opened", task, kind: "booking-refused", priority: "high", dueAt: null },
          ],
    ),
  evolve: (state, event) => (event.type === "intake.refused" ? { refused: true } : state),
};
