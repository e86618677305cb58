import { executionIdIn } from "#core/kernel/ids";
import { earliest, type Instant, latest, plusMs } from "#core/kernel/time";
import { addressFor } from "#core/operator/card";
import type { NoticeItem, NoticeSkip, OperatorEvent, SentBy } from "#core/operator/events";
import type { OperatorFacts } from "#core/operator/facts";
import type { OperatorState } from "#core/operator/state";
import { sleepsUntil } from "#core/operator/quiet";

/** Keeps a task to be told, or says why it is not. */
export const collect = (
  state: OperatorState,
  { item, visit }: { readonly item: NoticeItem; readonly visit: Instant | null },
  { card }: OperatorFacts,
): readonly OperatorEvent[] => {
  const { task, asOf, priority } = item;
  const skipped = (why: NoticeSkip): readonly OperatorEvent[] => [
    { type: "notice.skipped", task, asOf, why },
  ];
  if (card === null) return skipped("operator_removed");
  const channel = card.notify[priority];
  if (channel === "dashboard") return skipped("dashboard_only");
  if (state.optedOut) return skipped("opted_out");
  if (addressFor(card, channel) === null) return skipped("no_address");
  return [{ type: "notice.collected", channel, ...item, ...(visit !== null && { visit }) }];
};

/** Everything that may go now, one message for each way that it goes. */
export const requestAll = (state: OperatorState, facts: OperatorFacts): readonly OperatorEvent[] =>
  channelsIn(state).flatMap((channel) => {
    if (facts.card === null || holdOf(state, channel, facts) !== null) return [];
    const items = state.waiting
      .filter((one) => one.channel === channel)
      .map(({ channel: _, visit: __, ...item }) => item);
    const execution = executionIdIn(facts.stream, String(facts.version), channel);
    return [{ type: "notice.requested", execution, channel, items } as const];
  });

/** When something that waits may go; `null` where nothing waits. */
export const heldUntil = (state: OperatorState, facts: OperatorFacts): Instant | null =>
  earliest(channelsIn(state).map((channel) => holdOf(state, channel, facts)));

const channelsIn = ({ waiting }: OperatorState): readonly SentBy[] => [
  ...new Set(waiting.map(({ channel }) => channel)),
];

/** Until when it has to wait: for the pause after the last message, and for the morning; `null`: it may go. */
const holdOf = (state: OperatorState, channel: SentBy, facts: OperatorFacts): Instant | null => {
  const { now, everyMs } = facts;
  const last = state.lastAt[channel];
  const pause = last === undefined ? null : plusMs(last, everyMs);
  const items = state.waiting.filter((one) => one.channel === channel);
  return latest([pause !== null && pause > now ? pause : null, sleepsUntil(items, facts)]);
};
