import { providerDown } from "#core/execution/events";
import { waitEndsAt, waitingOf } from "#core/execution/waiting";
import type { ExecutionId, TaskId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { segmentsOf } from "#core/message/segments";
import { addressFor } from "#core/operator/card";
import type { OperatorEvent } from "#core/operator/events";
import type { OperatorFacts } from "#core/operator/facts";
import { noticeText, type ToldItem } from "#core/operator/notice-text";
import { sleepsUntil } from "#core/operator/quiet";
import type { Notice, OperatorState } from "#core/operator/state";
import type { Outage } from "#core/policy/breaker";
import { comesBackAt } from "#core/policy/outage";

/** Ask everything once more and, if it may go, commit the intent under this fencing token. */
export type BeginNotice = {
  readonly kind: "begin_notice";
  readonly execution: ExecutionId;
  readonly token: number;
  /** Those of its tasks that are still open, and nobody else's. */
  readonly open: readonly OpenTask[];
  /** Until when nobody asks the carrier of notices; `null` where everybody may. */
  readonly outage: Outage | null;
};

export type OpenTask = {
  readonly task: TaskId;
  /** When the visit begins that it is about, by now; `null` where it is about none. */
  readonly visit: Instant | null;
};

/** Later a task has grown late, and somebody else is told. */
const usefulMs = 4 * 3_600_000;

export const begin = (
  state: OperatorState,
  notice: Notice,
  { wish, facts }: { readonly wish: BeginNotice; readonly facts: OperatorFacts },
): readonly OperatorEvent[] => {
  const { execution, token, open, outage } = wish;
  if (notice.phase.status !== "ready" || token <= notice.token) return [];
  const items = stillTheirs(notice, open);
  const { to, why } = recipientOf(state, notice, facts);
  if (to === null) return [{ type: "execution.suppressed", execution, why }];
  if (items.length === 0) return [{ type: "execution.suppressed", execution, why: "task_over" }];

  const later = quiet(execution, items, facts) ?? whenItIsBack(notice, outage, facts);
  if (later !== null) return [later];

  const body = noticeText(items, facts);
  return [
    {
      type: "notice.intended",
      execution,
      attempt: notice.attempts + 1,
      token,
      usefulUntil: plusMs(facts.now, usefulMs),
      to,
      body,
      segments: segmentsOf(body).segments,
    },
  ];
};

const quiet = (
  execution: ExecutionId,
  items: readonly ToldItem[],
  facts: OperatorFacts,
): OperatorEvent | null => {
  const until = sleepsUntil(items, facts);
  return until === null
    ? null
    : { type: "execution.deferred", execution, until, why: "quiet_hours" };
};

/** Whoever could not be told for too long hears it on the dashboard. */
const whenItIsBack = (
  notice: Notice,
  outage: Outage | null,
  { now }: OperatorFacts,
): OperatorEvent | null => {
  if (outage === null) return null;
  const { execution } = notice;
  const waiting = { ...waitingOf(notice, waitEndsAt(notice)), lane: "reply" } as const;
  const until = comesBackAt(outage, waiting, now);
  return until === null
    ? { type: "execution.failed", execution, why: providerDown }
    : { type: "execution.deferred", execution, until, why: providerDown };
};

/** A task that has grown late meanwhile stands there twice: its last word counts. */
const stillTheirs = ({ items }: Notice, open: readonly OpenTask[]): readonly ToldItem[] =>
  items.flatMap((item, index) => {
    const { task } = item;
    const known = open.find((one) => one.task === task);
    const isLast = items.findLastIndex((one) => one.task === task) === index;
    return known !== undefined && isLast ? [{ ...item, visit: known.visit }] : [];
  });

const recipientOf = (
  { optedOut }: OperatorState,
  { channel }: Notice,
  { card }: OperatorFacts,
): { readonly to: string; readonly why: null } | { readonly to: null; readonly why: string } => {
  if (card === null) return { to: null, why: "operator_removed" };
  if (optedOut) return { to: null, why: "opted_out" };
  const to = addressFor(card, channel);
  return to === null ? { to, why: "no_address" } : { to, why: null };
};
