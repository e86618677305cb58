import type { Actor, Commit } from "#core/kernel/message";
import type { Zone } from "#core/kernel/time";
import type { HandlingEvent, OperatorId } from "#core/task/events";
import { spokenFrom } from "#core/views/spoken-time";
import { taskTitle } from "#core/views/task-words";
import { type TimelineEntry, type Told, told } from "#core/views/timeline-entry";

type Reading = { readonly names: ReadonlyMap<OperatorId, string>; readonly zone: Zone };

/**
 * What people did about a task, from one commit of its own stream: whose it is, who took it on, whom it went to
 * when its time had passed, and in which words it was closed.
 */
export const tellHandling = (commit: Commit, reading: Reading): readonly TimelineEntry[] =>
  (commit.events as readonly HandlingEvent[]).flatMap((event, index) => {
    const said = tell(event, commit, reading);
    const id = `${commit.stream}@${commit.version}.${index}`;
    return said === null ? [] : [{ id, at: commit.at, ...said }];
  });

const tell = (
  event: HandlingEvent,
  { at, cause }: Commit,
  { names, zone }: Reading,
): Told | null => {
  switch (event.type) {
    case "handling.begun":
      return told(
        "task",
        "neutral",
        `${event.owner} is to do it by ${spokenFrom(at, event.dueAt, zone)}: ${taskTitle(event.kind)}`,
        { why: `the pack’s rule for it says so; priority ${event.priority}` },
      );
    case "handling.escalated":
      return told(
        "task",
        "warning",
        `Now for ${event.owner}, by ${spokenFrom(at, event.dueAt, zone)}: ${taskTitle(event.kind)}`,
        { why: `its time had passed and nobody had closed it; priority ${event.priority}` },
      );
    case "handling.assigned": {
      const whom =
        event.to.kind === "role" ? event.to.owner : (names.get(event.to.operator) ?? gone);
      const how = event.how === "claimed" ? "has taken it on" : "was asked";
      return told("task", "neutral", `${whom} ${how}: ${taskTitle(event.kind)}`, {
        why: byWhom(cause.actor),
        quote: event.reason,
      });
    }
    case "handling.nobody_told":
      return told("task", "bad", "Nobody was told of a task", {
        why: `nobody has the role ${event.role}; give it to somebody on the page “People”`,
      });
    case "handling.ended":
      return event.why === null && event.reason !== null
        ? told("task", "good", "A task was closed", {
            why: byWhom(cause.actor),
            quote: event.reason,
          })
        : null;
    case "wake.planned":
      return null;
  }
};

const gone = "Somebody who has left";

const byWhom = (actor: Actor): string =>
  actor.kind === "operator" ? "somebody did it on the dashboard or over the API" : "by itself";
