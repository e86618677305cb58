import { stateAfter } from "#core/app/handle-command";
import { operatorsOf } from "#core/app/people";
import type { StreamName, TaskId, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { type OperatorCard, operatorStream } from "#core/operator/card";
import { operatorDecider } from "#core/operator/decide";
import type { OperatorState } from "#core/operator/state";
import type { OperatorId } from "#core/task/events";
import { type NoticeRow, noticesAbout } from "#core/views/notice-row";
import { type TaskRow, tasksView } from "#core/views/task-row";
import { tellHandling } from "#core/views/timeline-task";
import type { TimelineEntry } from "#core/views/timeline-entry";
import type { Deps } from "#functions/deps";
import { pageOf, type Range } from "#functions/paging";

type Reader = Pick<Deps, "store" | "views" | "clock" | "tenants">;

/** A task as a list shows it. */
export type ListedTask = TaskRow & {
  /** Of whoever has taken it on. */
  readonly operatorName: string | null;
  readonly isOverdue: boolean;
};

/** Open tasks, the most urgent first, then those that are due first. */
export const openTasks = async (
  deps: Reader,
  tenant: TenantId,
  part: Pick<Range, "limit" | "after">,
): Promise<{ readonly tasks: readonly ListedTask[]; readonly next: string | null }> => {
  const all = { view: tasksView, from: "1#", to: "4" } as const;
  const { items, next } = await pageOf(deps.views, tenant, { ...all, ...part });
  const names = namesOf(await operatorsOf(deps, tenant));
  const now = deps.clock.now();
  return { tasks: items.map(({ data }) => listed(data as TaskRow, names, now)), next };
};

const listed = (row: TaskRow, names: Names, now: Instant): ListedTask => ({
  ...row,
  operatorName: row.operator === null ? null : (names.get(row.operator) ?? null),
  isOverdue: row.state === "open" && row.dueAt < now,
});

type Names = ReadonlyMap<OperatorId, string>;

export const namesOf = (people: readonly OperatorCard[]): Names =>
  new Map(people.map(({ operator, name }) => [operator, name]));

export type WholeTask = {
  readonly task: ListedTask;
  readonly story: readonly TimelineEntry[];
  /** Who was told, how, and what became of it; who was not, and why. */
  readonly notices: readonly (NoticeRow & { readonly name: string })[];
};

/** One task with what people did about it, oldest first; `null` where there is none. */
export const wholeTask = async (
  deps: Reader,
  tenant: TenantId,
  id: TaskId,
): Promise<WholeTask | null> => {
  const item = await deps.views.get(tenant, tasksView, id);
  if (item === null) return null;
  const people = await operatorsOf(deps, tenant);
  const names = namesOf(people);
  const { commits } = await deps.store.read(tenant, item.source.stream);
  const { zone } = await deps.tenants.settings(tenant);
  const told = await Promise.all(
    people.map(async ({ operator, name }) => {
      const own = await deps.store.readFacts(tenant, operatorStream(operator));
      return noticesAbout(own.commits, id).map((notice) => ({ ...notice, name }));
    }),
  );
  return {
    task: listed(item.data as TaskRow, names, deps.clock.now()),
    story: commits.flatMap((commit) => tellHandling(commit, { names, zone })),
    notices: told.flat().toSorted((one, other) => (one.at < other.at ? -1 : 1)),
  };
};

export type ListedOperator = OperatorCard & {
  /** They have texted STOP: nothing but the dashboard tells them. */
  readonly optedOut: boolean;
  /** Planned is the sum of the others, always. Texts to customers are counted elsewhere. */
  readonly notices: Readonly<
    Record<"planned" | "sent" | "suppressed" | "failed" | "pending", number>
  >;
};

export const listedOperators = async (
  deps: Reader,
  tenant: TenantId,
): Promise<readonly ListedOperator[]> =>
  Promise.all(
    (await operatorsOf(deps, tenant)).map(async (card) => {
      const state = operatorAfter(await commitsOf(deps, tenant, operatorStream(card.operator)));
      return { ...card, optedOut: state.optedOut, notices: countOf(state) };
    }),
  );

const commitsOf = async (
  { store }: Reader,
  tenant: TenantId,
  stream: StreamName,
): Promise<readonly Commit[]> => (await store.readFacts(tenant, stream)).commits;

const operatorAfter = (commits: readonly Commit[]): OperatorState =>
  stateAfter(operatorDecider, commits);

const countOf = ({ notices }: OperatorState): ListedOperator["notices"] => {
  const all = Object.values(notices).map(({ phase }) => phase.status);
  const count = (status: string): number => all.filter((one) => one === status).length;
  const [sent, suppressed, failed] = [count("sent"), count("suppressed"), count("failed")];
  const planned = all.length;
  return { planned, sent, suppressed, failed, pending: planned - sent - suppressed - failed };
};
