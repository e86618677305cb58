import { earliest, type Instant, plusMs } from "#core/kernel/time";
import type { NoticeItem } from "#core/operator/events";
import type { OperatorFacts } from "#core/operator/facts";
import { quietUntil } from "#core/policy/quiet-hours";
import { openAfter } from "#core/task/deadline";

/** What has to be known of a task to say when a person may hear of it. */
type Waiting = Pick<NoticeItem, "kind" | "priority" | "dueAt"> & {
  readonly visit?: Instant | null;
};

/** So long before a visit somebody can still reach its customer, or give the time to another. */
const lastChanceMs = 3_600_000;

/**
 * Until when whoever these are for is let sleep; `null`: they may hear of it now. One that may go takes along
 * what waits.
 */
export const sleepsUntil = (items: readonly Waiting[], facts: OperatorFacts): Instant | null => {
  const quiet = quietFor(facts);
  const ends = quiet === null ? [] : items.map((item) => endFor(item, quiet, facts));
  const end = earliest(ends);
  return end === null || end <= facts.now ? null : end;
};

/**
 * What may wake people is told at once. What is urgent and due before a visit still to come is told while there is
 * time for it, however long somebody sleeps; everything else waits for the morning.
 */
const endFor = (item: Waiting, quiet: Instant, { now, wakes }: OperatorFacts): Instant => {
  const { kind, priority, dueAt, visit = null } = item;
  if (priority !== "high") return quiet;
  if (wakes(kind)) return now;
  const isInTime = visit !== null && visit > now && dueAt <= visit;
  return isInTime ? (earliest([quiet, plusMs(visit, -lastChanceMs)]) ?? quiet) : quiet;
};

/** Who has said nothing has the business's nights, except while it is open: then somebody is there anyway. */
const quietFor = ({ card, now, zone, quietHours, openingHours }: OperatorFacts): Instant | null => {
  if (card === null) return null;
  if (card.quietHours !== null) return quietUntil(now, zone, card.quietHours);
  const end = quietUntil(now, zone, quietHours);
  const isSaid = openingHours !== undefined && openingHours.length > 0;
  const opens = isSaid ? openAfter(0, { now, zone, openingHours }) : null;
  return end === null || opens === null ? end : earliest([end, opens]);
};
