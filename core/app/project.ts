import type { App } from "#core/app/app";
import { projectCustomer, projectMessages } from "#core/app/project-customers";
import type { StreamName } from "#core/kernel/ids";
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
import { referencesIn } from "#core/views/reference-row";
import { foldTaskRow, type TaskRow, taskItem, tasksView } from "#core/views/task-row";

/** Rows are looked up and put, one by one: whoever folds needs no list. */
export type Folding = { readonly views: Pick<App["views"], "get" | "put"> };
type Deps = Folding;

/** Whether commits of such a stream are folded into rows. */
export const isFolded = (stream: StreamName): boolean =>
  Object.hasOwn(byKind, stream.split("/")[0] ?? "");

/**
 * Folds commits of one stream, in their order, into the read models. Personal fields arrive sealed and
 * are stored sealed. A commit that a row already reflects changes nothing, so the feed may bring it as
 * often as it likes.
 */
export const project = async (deps: Deps, commits: readonly Commit[]): Promise<void> => {
  const [kind = ""] = commits[0]?.stream.split("/") ?? [];
  await byKind[kind]?.(deps, commits);
};

/** What is told to people of the business is none of the texts to customers, and stands in no list of them. */
const byKind: Readonly<Record<string, typeof project>> = {
  appointment: async (deps, commits) => {
    await projectMessages(deps, commits);
    for (const id of plannedTextsIn(commits)) await projectPlannedText(deps, commits, id);
    await projectReferences(deps, commits);
    // Last, for it tells how far the stream has been folded: whoever dies before it begins there again.
    await projectAppointment(deps, commits);
  },
  customer: async (deps, commits) => {
    await projectMessages(deps, commits);
    await projectCustomer(deps, commits);
  },
  operator: (deps, commits) => projectReferences(deps, commits),
  task: (deps, commits) => projectTask(deps, commits),
};

const projectReferences = async ({ views }: Deps, commits: readonly Commit[]): Promise<void> => {
  for (const commit of commits)
    for (const item of referencesIn(commit)) await views.put(commit.tenant, item);
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

const projectTask = async ({ views }: Deps, commits: readonly Commit[]): Promise<void> => {
  const last = commits.at(-1);
  if (last === undefined) return;
  const key = last.stream.slice("task/".length);
  const stored = await views.get(last.tenant, tasksView, key);
  const reflected = stored?.source.version ?? 0;
  const fresh = commits.filter(({ version }) => version > reflected);
  const row = fresh.reduce(foldTaskRow, (stored?.data as TaskRow | undefined) ?? null);
  if (fresh.length > 0 && row !== null) await views.put(last.tenant, taskItem(row, last));
};
