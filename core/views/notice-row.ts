import { isRefusedOnItsWay } from "#core/execution/events";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { OperatorEvent, SentBy } from "#core/operator/events";

/** What one person was told of one task, or why they were not. */
export type NoticeRow = {
  readonly at: Instant;
  /** `null`: it was never to go anywhere. */
  readonly channel: SentBy | null;
  readonly state: "collected" | "pending" | "sent" | "suppressed" | "failed";
  readonly why: string | null;
};

/** Reads a person's stream for one task. Sealed fields are not needed for it. */
export const noticesAbout = (commits: readonly Commit[], task: string): readonly NoticeRow[] => {
  const rows = new Map<string, NoticeRow>();
  for (const { events, version, at } of commits)
    for (const event of events as readonly OperatorEvent[])
      fold(rows, event, { task, at, key: `${version}` });
  return [...rows.values()];
};

type Place = { readonly task: string; readonly at: Instant; readonly key: string };

const waiting = "waiting";

const fold = (rows: Map<string, NoticeRow>, event: OperatorEvent, place: Place): void => {
  if (isOutcome(event)) return end(rows, event.execution, outcomeOf(event));
  const { task, at, key } = place;
  if (event.type === "notice.requested" && event.items.some((item) => item.task === task)) {
    rows.delete(waiting);
    rows.set(event.execution, { at, channel: event.channel, state: "pending", why: null });
  }
  if (!("task" in event) || event.task !== task) return;
  if (event.type === "notice.skipped")
    rows.set(key, { at, channel: null, state: "suppressed", why: event.why });
  else if (event.type === "notice.dropped")
    end(rows, waiting, { state: "suppressed", why: event.why });
  else rows.set(waiting, { at, channel: event.channel, state: "collected", why: null });
};

type Outcome = Extract<
  OperatorEvent,
  {
    type: "execution.sent" | "execution.suppressed" | "execution.failed" | "execution.delivery";
  }
>;

const isOutcome = (event: OperatorEvent): event is Outcome =>
  ["execution.sent", "execution.suppressed", "execution.failed"].includes(event.type) ||
  (event.type === "execution.delivery" && isRefusedOnItsWay(event));

const outcomeOf = (event: Outcome): Pick<NoticeRow, "state" | "why"> => {
  if (event.type === "execution.sent") return { state: "sent", why: null };
  const { type, why = null } = event;
  return { state: type === "execution.suppressed" ? "suppressed" : "failed", why };
};

const end = (
  rows: Map<string, NoticeRow>,
  key: string,
  outcome: Pick<NoticeRow, "state" | "why">,
): void => {
  const row = rows.get(key);
  if (row !== undefined) rows.set(key, { ...row, ...outcome });
};
