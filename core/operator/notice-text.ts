import type { TaskId } from "#core/kernel/ids";
import type { Instant, Zone } from "#core/kernel/time";
import type { NoticeItem } from "#core/operator/events";
import { spokenDated, spokenFrom } from "#core/views/spoken-time";
import { taskTitle } from "#core/views/task-words";
import { urgency } from "#core/workflow/tasks";

export type NoticeWords = {
  readonly business: string;
  readonly zone: Zone;
  readonly now: Instant;
  /** The address of a task's page; of all tasks where none is named. */
  readonly pageOf: (task: TaskId | null) => string;
};

export type ToldItem = NoticeItem & { readonly visit: Instant | null };

/**
 * What a person reads on their phone: what is to do, about which visit by the business's calendar and clock, and by
 * when. It says nothing about any customer, not even an initial: a phone lies on tables, and the page behind the link
 * knows the rest.
 */
export const noticeText = (items: readonly ToldItem[], words: NoticeWords): string => {
  const { business, zone, now, pageOf } = words;
  const [first] = items.toSorted(
    (one, other) =>
      urgency[one.priority] - urgency[other.priority] || (one.dueAt < other.dueAt ? -1 : 1),
  );
  if (first === undefined) throw new Error("Cannot write a notice about nothing");
  const title = plain(taskTitle(first.kind));
  const visit = first.visit === null ? "" : `visit ${spokenDated(now, first.visit, zone)}; `;
  const by = `by ${spokenFrom(now, first.dueAt, zone)}`;
  return items.length === 1
    ? `${business}: ${title} (${visit}${first.priority}, ${by}). ${pageOf(first.task)}`
    : `${business}: ${items.length} tasks wait for you${urgentOf(items)}. The first: ${title} (${visit}${by}). ${pageOf(null)}`;
};

const urgentOf = (items: readonly NoticeItem[]): string => {
  const urgent = items.filter(({ priority }) => priority === "high").length;
  return urgent === 0 ? "" : `, ${urgent} of high priority`;
};

/** One typographic sign would make a text twice as long to the carrier. */
const plain = (text: string): string => text.replaceAll("’", "'").replaceAll(/[“”]/g, '"');
