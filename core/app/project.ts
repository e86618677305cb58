import type { App } from "#core/app/app";
import { projectCustomer, projectMessages } from "#core/app/project-customers";
import type { Commit } from "#core/kernel/message";
import {
  type AppointmentRow,
  appointmentItem,
  appointmentsView,
  foldAppointmentRow,
} from "#core/views/appointment-row";
import {
  foldPlannedTextRow,
  plannedTextItem,
  type PlannedTextRow,
  plannedTextsIn,
  plannedTextsView,
} from "#core/views/planned-text-row";
import { foldTaskRow, type TaskRow, taskEventsOf, taskItem, tasksView } from "#core/views/task-row";

type Deps = Pick<App, "views">;

/**
 * Folds commits of one stream, in their order, into the read models. Personal fields arrive sealed and
 * are stored sealed. A commit that a row already reflects changes nothing, so the feed may bring it as
 * often as it likes.
 */
export const project = async (deps: Deps, commits: readonly Commit[]): Promise<void> => {
  const [first] = commits;
  await projectMessages(deps, commits);
  if (first?.stream.startsWith("appointment/") === true) {
    await projectAppointment(deps, commits);
    for (const id of plannedTextsIn(commits)) await projectPlannedText(deps, commits, id);
  }
  if (first?.stream.startsWith("customer/") === true) await projectCustomer(deps, commits);
  for (const commit of commits) await projectTasks(deps, commit);
};

const projectAppointment = async (deps: Deps, commits: readonly Commit[]): Promise<void> => {
  const last = commits.at(-1);
  if (last === undefined) return;
  const key = last.stream.slice("appointment/".length);
  const stored = await deps.views.get(last.tenant, appointmentsView, key);
  const reflected = stored?.source.version ?? 0;
  if (reflected >= last.version) return;

  const row = commits
    .filter(({ version }) => version > reflected)
    .reduce(foldAppointmentRow, (stored?.data as AppointmentRow | undefined) ?? null);
  if (row !== null) await deps.views.put(last.tenant, appointmentItem(row, last));
};

const projectPlannedText = async (
  { views }: Deps,
  commits: readonly Commit[],
  id: string,
): Promise<void> => {
  const last = commits.at(-1);
  if (last === undefined) return;
  const stored = await views.get(last.tenant, plannedTextsView, id);
  const reflected = stored?.source.version ?? 0;
  const fresh = commits.filter(({ version }) => version > reflected);
  const before = (stored?.data as PlannedTextRow | undefined) ?? null;
  const row = fresh.reduce(foldPlannedTextRow(id), before);
  const told = fresh.findLast((commit) => plannedTextsIn([commit]).has(id));
  if (row !== null && told !== undefined) await views.put(last.tenant, plannedTextItem(row, told));
};

const projectTasks = async (deps: Deps, commit: Commit): Promise<void> => {
  for (const event of taskEventsOf(commit)) {
    const stored = await deps.views.get(commit.tenant, tasksView, event.task);
    const row = foldTaskRow((stored?.data as TaskRow | undefined) ?? null, event, commit);
    if (row !== null) await deps.views.put(commit.tenant, taskItem(row, commit));
  }
};
