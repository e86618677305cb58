import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import { type ExecutionEvent, isRefusedOnItsWay, isText } from "#core/execution/events";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { TextPurpose } from "#core/policy/purpose";
import type { ViewItem } from "#core/ports/views";

/** One planned text and its fate. Ids and reasons only: what it says stands in the stream, sealed. */
export type PlannedTextRow = {
  readonly id: string;
  readonly stream: string;
  readonly template: string;
  readonly purpose: TextPurpose;
  readonly plannedAt: Instant;
  readonly state: "pending" | "sent" | "suppressed" | "failed";
  /** Why it was suppressed or failed, or what it waits for; `null` where nothing stands in its way. */
  readonly why: string | null;
  readonly settledAt: Instant | null;
};

export const plannedTextsView = "planned-texts";

/** The texts that these commits of one stream say something about. */
export const plannedTextsIn = (commits: readonly Commit[]): ReadonlySet<string> =>
  new Set(commits.flatMap(textEventsOf).map(({ execution }) => execution));

/** Folds one commit into the row of one text; `null` while nobody has planned it. */
export const foldPlannedTextRow =
  (id: string) =>
  (row: PlannedTextRow | null, commit: Commit): PlannedTextRow | null =>
    textEventsOf(commit)
      .filter(({ execution }) => execution === id)
      .reduce((folded, event) => withEvent(folded, event, commit), row);

/** Listed by when it was planned. The id behind the moment gives texts of one moment places of their own. */
export const plannedTextItem = (row: PlannedTextRow, commit: Commit): ViewItem => ({
  view: plannedTextsView,
  key: row.id,
  index1: `${row.plannedAt}#${row.id}`,
  index2: null,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

type TextEvent = Extract<
  ExecutionEvent,
  {
    type:
      | "execution.requested"
      | "execution.deferred"
      | "execution.due"
      | "execution.sent"
      | "execution.suppressed"
      | "execution.failed"
      | "execution.delivery";
  }
>;

const textEventsOf = ({ events }: Commit): readonly TextEvent[] =>
  (events as readonly AppointmentStreamEvent[]).filter(
    (event): event is TextEvent =>
      told.has(event.type) || (event.type === "execution.delivery" && isRefusedOnItsWay(event)),
  );

const told: ReadonlySet<string> = new Set([
  "execution.requested",
  "execution.deferred",
  "execution.due",
  "execution.sent",
  "execution.suppressed",
  "execution.failed",
] satisfies readonly Exclude<TextEvent["type"], "execution.delivery">[]);

const withEvent = (
  row: PlannedTextRow | null,
  event: TextEvent,
  { at, stream }: Commit,
): PlannedTextRow | null => {
  if (event.type === "execution.requested") {
    if (!isText(event)) return null;
    const { execution: id, template, purpose } = event;
    const planned = { id, stream, template, purpose, plannedAt: at };
    return { ...planned, state: "pending", why: null, settledAt: null };
  }
  if (row === null) return null;
  switch (event.type) {
    case "execution.deferred":
      return { ...row, why: event.why };
    case "execution.due":
      return { ...row, why: null };
    case "execution.sent":
      return { ...row, state: "sent", why: null, settledAt: at };
    case "execution.suppressed":
      return { ...row, state: "suppressed", why: event.why, settledAt: at };
    case "execution.failed":
    case "execution.delivery":
      return { ...row, state: "failed", why: event.why ?? null, settledAt: at };
  }
};
