import type { Decider } from "#core/kernel/decider";
import { as, derive, type ExecutionId, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";
import type { TaskEvent } from "#core/workflow/events";

/** The account may send nothing, or nothing there; or a carrier on the way has filtered a text for its words. */
export type SenderFault = "refused" | "filtered";

/** What the carriers hold against the business as a sender. It concerns every text, so it is nobody's own visit. */
export type SenderEvent =
  | { readonly type: "sender.refused"; readonly execution: ExecutionId }
  | { readonly type: "sender.filtered"; readonly execution: ExecutionId }
  | TaskEvent;

type SenderWish =
  | {
      readonly kind: "note_fault";
      readonly what: SenderFault;
      readonly execution: ExecutionId;
      readonly at: Instant;
    }
  | { readonly kind: "close_task"; readonly task: TaskId };

type SenderState = {
  readonly openTask: TaskId | null;
  readonly closedAt: Instant | null;
  /** How often a person has been asked. */
  readonly asked: number;
  /** When texts were filtered since then, the newest last. */
  readonly filteredAt: readonly Instant[];
};

export const senderStream: StreamName = as("sender/account");

/** The kind of the one task that it comes to. */
export const senderTaskKind = "sender-refused";

/**
 * A carrier filters the odd text of every business, for a word in a name or a link, and two may be the same words
 * sent twice. Three within a day are the sender's good name.
 */
const filteredAtMost = 2;
const withinMs = 24 * 3_600_000;

/** One open task for a business, however many of its texts are refused: what comes while it is open says nothing new. */
export const senderDecider: Decider<SenderState, SenderWish, SenderEvent, never> = {
  initial: { openTask: null, closedAt: null, asked: 0, filteredAt: [] },
  decide: (state, wish, { now }) => {
    if (wish.kind === "close_task")
      return ok(state.openTask === wish.task ? [{ type: "task.closed", task: wish.task }] : []);
    return ok(isKnown(state, wish.at) ? [] : noted(state, wish, now));
  },
  evolve: (state, event, at) => {
    switch (event.type) {
      case "sender.refused":
        return state;
      case "sender.filtered":
        return { ...state, filteredAt: [...state.filteredAt, at].slice(-filteredAtMost) };
      case "task.opened":
        return { ...state, openTask: event.task, asked: state.asked + 1, filteredAt: [] };
      case "task.closed":
        return { ...state, openTask: null, closedAt: at };
    }
  },
};

/** Somebody is asked already, or has looked since. */
const isKnown = ({ openTask, closedAt }: SenderState, at: Instant): boolean =>
  openTask !== null || (closedAt !== null && at <= closedAt);

const noted = (
  { asked, filteredAt }: SenderState,
  { what, execution }: Extract<SenderWish, { kind: "note_fault" }>,
  now: Instant,
): readonly SenderEvent[] => {
  const opened = {
    type: "task.opened",
    task: derive<TaskId>("sender", asked + 1),
    kind: senderTaskKind,
    priority: "high",
    dueAt: null,
  } as const;
  if (what === "refused") return [{ type: "sender.refused", execution }, opened];
  const filtered = { type: "sender.filtered", execution } as const;
  const recent = filteredAt.filter((moment) => moment > plusMs(now, -withinMs));
  return recent.length < filteredAtMost ? [filtered] : [filtered, opened];
};
