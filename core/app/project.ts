import type { App } from "#core/app/app";
import type { Commit } from "#core/kernel/message";
import {
  type AppointmentRow,
  appointmentItem,
  appointmentsView,
  foldAppointmentRow,
} from "#core/views/appointment-row";
import { foldTaskRow, type TaskRow, taskEventsOf, taskItem, tasksView } from "#core/views/task-row";

/**
 * Folds a commit into the read models. Personal fields arrive sealed and are stored sealed. A commit
 * that a row already reflects changes nothing, so the feed may bring it as often as it likes.
 */
export const project = async (app: Pick<App, "views">, commit: Commit): Promise<void> => {
  if (commit.stream.startsWith("appointment/")) await projectAppointment(app, commit);
  for (const event of taskEventsOf(commit)) {
    const stored = await app.views.get(commit.tenant, tasksView, event.task);
    const row = foldTaskRow((stored?.data as TaskRow | undefined) ?? null, event, commit);
    if (row !== null) await app.views.put(commit.tenant, taskItem(row, commit));
  }
};

const projectAppointment = async (app: Pick<App, "views">, commit: Commit): Promise<void> => {
  const key = commit.stream.slice("appointment/".length);
  const stored = await app.views.get(commit.tenant, appointmentsView, key);
  if (stored !== null && stored.source.version >= commit.version) return;

  const row = foldAppointmentRow((stored?.data as AppointmentRow | undefined) ?? null, commit);
  if (row !== null) await app.views.put(commit.tenant, appointmentItem(row, commit));
};
