import type { ExecutionRefusal, ExecutionWish } from "#core/execution/commands";
import { recordDelivery, resolve, settle } from "#core/execution/decide";
import { type ExecutionEvent, notCarriedOut, outcomeUnknown } from "#core/execution/events";
import { isGivenUp, nextExecutionWake } from "#core/execution/wake";
import type { Decider } from "#core/kernel/decider";
import type { TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { earliest, type Instant } from "#core/kernel/time";
import { begin, type BeginNotice } from "#core/operator/begin";
import { collect, heldUntil, requestAll } from "#core/operator/collect";
import type { NoticeDrop, NoticeItem, OperatorEvent } from "#core/operator/events";
import type { OperatorFacts } from "#core/operator/facts";
import {
  evolveOperator,
  initialOperator,
  nextNoticeWake,
  type Notice,
  type OperatorState,
} from "#core/operator/state";

type Settling = Extract<
  ExecutionWish,
  { kind: "settle_execution" | "resolve_execution" | "record_delivery" }
>;

export type OperatorWish =
  /** A task has become theirs. */
  | { readonly kind: "notify"; readonly item: NoticeItem; readonly visit: Instant | null }
  /** Nobody need do it any more, as that version of the task's stream says. */
  | { readonly kind: "task_over"; readonly task: TaskId; readonly asOf: number }
  | BeginNotice
  | Settling
  /** `sid` where it came as a text: kept also where it says nothing new, or its next delivery would be news. */
  | {
      readonly kind: "opt_out" | "opt_in";
      readonly how: "text" | "dashboard";
      readonly sid?: string;
    }
  | { readonly kind: "ignore_text"; readonly sid: string }
  | { readonly kind: "wake" };

type Decided = Result<readonly OperatorEvent[], ExecutionRefusal>;

/**
 * Decides what one person hears of their tasks: at most one message in a while, and everything else in the
 * next. What nobody need do any more is told to nobody.
 */
export const operatorDecider: Decider<
  OperatorState,
  OperatorWish,
  OperatorEvent,
  ExecutionRefusal,
  OperatorFacts
> = {
  initial: initialOperator,
  evolve: evolveOperator,
  decide: (state, wish, facts) => {
    const decided = decideOperator(state, wish, facts);
    if (!decided.ok) return decided;
    const after = (events: readonly OperatorEvent[]): OperatorState =>
      events.reduce((before, event) => evolveOperator(before, event, facts.now), state);
    const asked = requestAll(after(decided.value), facts);
    const events = [...decided.value, ...asked];
    const end = after(events);
    const at = earliest([heldUntil(end, facts), nextNoticeWake(end)]);
    return ok(
      events.length === 0 || at === state.wakeAt
        ? events
        : [...events, { type: "wake.planned", at }],
    );
  },
};

const decideOperator = (
  state: OperatorState,
  wish: OperatorWish,
  facts: OperatorFacts,
): Decided => {
  switch (wish.kind) {
    case "notify":
      return ok(collect(state, wish, facts));
    case "task_over":
      return ok(isAskedAgain(state, wish) ? [] : drop(state, "task_over", wish.task));
    case "opt_out":
    case "opt_in":
      return ok(optInOrOut(state, wish));
    case "ignore_text":
      return ok([{ type: "notice.text_ignored", sid: wish.sid }]);
    case "wake":
      return ok([
        ...dueNotices(state, facts.now),
        ...(facts.card === null ? drop(state, "operator_removed") : []),
      ]);
    case "begin_notice":
    case "settle_execution":
    case "resolve_execution":
    case "record_delivery":
      return ofNotice(state, wish, facts);
  }
};

const ofNotice = (
  state: OperatorState,
  wish: BeginNotice | Settling,
  facts: OperatorFacts,
): Decided => {
  const notice = state.notices[wish.execution];
  if (notice === undefined)
    return refuse({ code: "execution_unknown", details: { execution: wish.execution } });
  switch (wish.kind) {
    case "begin_notice":
      return ok(begin(state, notice, { wish, facts }));
    case "settle_execution":
      return settled(settle(notice, wish, facts.now));
    case "resolve_execution":
      return settled(resolve(notice, wish, facts.now));
    case "record_delivery":
      return settled(recordDelivery(notice, wish));
  }
};

/** Those rules only settle: they ask for nothing, and intend nothing. */
const settled = (decided: Result<readonly ExecutionEvent[], ExecutionRefusal>): Decided => {
  if (!decided.ok) return decided;
  return ok(
    decided.value.flatMap((event) =>
      event.type === "execution.requested" || event.type === "execution.intended" ? [] : [event],
    ),
  );
};

const optInOrOut = (
  state: OperatorState,
  { kind, how, sid }: Extract<OperatorWish, { kind: "opt_out" | "opt_in" }>,
): readonly OperatorEvent[] => {
  if (state.optedOut === (kind === "opt_out"))
    return sid === undefined ? [] : [{ type: "notice.text_ignored", sid }];
  return kind === "opt_in"
    ? [{ type: "notice.opted_in", how }]
    : [{ type: "notice.opted_out", how }, ...drop(state, "opted_out")];
};

/** It has arisen again since, and they are to hear of that. */
const isAskedAgain = (
  { waiting }: OperatorState,
  { task, asOf }: Pick<NoticeItem, "task" | "asOf">,
): boolean => waiting.some((item) => item.task === task && item.asOf > asOf);

/** What stands twice (asked for, and grown late) goes at once. */
const drop = (
  { waiting }: OperatorState,
  why: NoticeDrop,
  only: TaskId | null = null,
): readonly OperatorEvent[] =>
  [...new Set(waiting.map(({ task }) => task))]
    .filter((task) => only === null || task === only)
    .map((task) => ({ type: "notice.dropped", task, why }));

const dueNotices = ({ notices }: OperatorState, now: Instant): readonly OperatorEvent[] =>
  Object.values(notices)
    .filter((notice) => {
      const at = nextExecutionWake(notice);
      return at !== null && at <= now;
    })
    .map(dueOrGivenUp);

/** What may have gone out already is only ever looked up. */
const dueOrGivenUp = (notice: Notice): OperatorEvent => {
  const { execution, phase } = notice;
  if (!isGivenUp(notice)) return { type: "execution.due", execution, why: dueWhy(phase.status) };
  const why = phase.status === "ready" ? notCarriedOut : outcomeUnknown;
  return { type: "execution.failed", execution, why };
};

const dueWhy = (status: Notice["phase"]["status"]) => {
  if (status === "deferred") return "deferral_over";
  if (status === "retrying") return "retry";
  return status === "ready" ? "unanswered" : "look_up";
};
