import { evolveExecution, type Underway, withIntent } from "#core/execution/state";
import { nextExecutionWake } from "#core/execution/wake";
import type { ExecutionId } from "#core/kernel/ids";
import { earliest, type Instant } from "#core/kernel/time";
import type { NoticeFate, NoticeItem, OperatorEvent, SentBy } from "#core/operator/events";

export type Notice = Underway & {
  readonly channel: SentBy;
  readonly items: readonly NoticeItem[];
};

export type OperatorState = {
  readonly waiting: readonly (NoticeItem & {
    readonly channel: SentBy;
    readonly visit?: Instant;
  })[];
  readonly notices: Readonly<Record<ExecutionId, Notice>>;
  /** When the last message was asked for, by channel. */
  readonly lastAt: Readonly<Partial<Record<SentBy, Instant>>>;
  readonly optedOut: boolean;
  readonly wakeAt: Instant | null;
};

export const initialOperator: OperatorState = {
  waiting: [],
  notices: {},
  lastAt: {},
  optedOut: false,
  wakeAt: null,
};

export const evolveOperator = (
  state: OperatorState,
  event: OperatorEvent,
  at: Instant,
): OperatorState => {
  if (isFate(event))
    return changed(state, event.execution, (notice) => evolveExecution(notice, event, at));
  switch (event.type) {
    case "notice.collected": {
      const { type: _, ...item } = event;
      return { ...state, waiting: [...state.waiting, item] };
    }
    case "notice.dropped":
      return { ...state, waiting: state.waiting.filter(({ task }) => task !== event.task) };
    case "notice.requested":
      return requested(state, event, at);
    case "notice.intended":
      return changed(state, event.execution, (notice) => withIntent(notice, event, at));
    case "notice.opted_out":
    case "notice.opted_in":
      return { ...state, optedOut: event.type === "notice.opted_out" };
    case "wake.planned":
      return { ...state, wakeAt: event.at };
    case "notice.skipped":
    case "notice.text_ignored":
      return state;
  }
};

/** When an earlier notice has to be looked at again by itself. */
export const nextNoticeWake = ({ notices }: OperatorState): Instant | null =>
  earliest(Object.values(notices).map(nextExecutionWake));

const isFate = (event: OperatorEvent): event is NoticeFate => event.type.startsWith("execution.");

/** How often a carrier that has no time is asked again. */
const retry = { attempts: 4, firstMs: 60_000, maxMs: 15 * 60_000, factor: 3 };

const requested = (
  state: OperatorState,
  { execution, channel, items }: Extract<OperatorEvent, { type: "notice.requested" }>,
  at: Instant,
): OperatorState => {
  const notice: Notice = {
    execution,
    channel,
    items,
    tool: "operator.notice",
    dueAt: at,
    staleAt: null,
    retry,
    attempts: 0,
    resends: 0,
    triedInVain: 0,
    triedAt: null,
    token: 0,
    handedOver: { at, times: 1 },
    slot: null,
    phase: { status: "ready" },
  };
  return {
    ...state,
    waiting: state.waiting.filter((one) => one.channel !== channel),
    notices: { ...state.notices, [execution]: notice },
    lastAt: { ...state.lastAt, [channel]: at },
  };
};

const changed = (
  state: OperatorState,
  execution: ExecutionId,
  change: (notice: Notice) => Notice,
): OperatorState => {
  const notice = state.notices[execution];
  if (notice === undefined) throw new Error("Cannot fold an event of an unknown notice");
  return { ...state, notices: { ...state.notices, [execution]: change(notice) } };
};
