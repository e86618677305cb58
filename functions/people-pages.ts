import { as, derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { spokenPhone } from "#core/kernel/phone";
import type { Zone } from "#core/kernel/time";
import { tenantStream } from "#core/tenant/operators";
import type { TenantSettings } from "#core/tenant/settings";
import type { Deps } from "#functions/deps";
import { pageReply } from "#functions/page-reply";
import { place } from "#functions/paging";
import { listedOperators, namesOf, openTasks, wholeTask } from "#functions/read-people";
import { withPerson } from "#functions/task-person";
import type { Frame } from "#web/layout";
import { peoplePage } from "#web/people";
import { taskPage } from "#web/task";
import { tasksPage } from "#web/tasks";

type Around = () => Promise<{
  readonly settings: TenantSettings;
  readonly frame: Frame & { readonly zone: Zone };
}>;

/** The pages about what people do: `/tasks`, one for each task, and `/people`. `null`: there is no such page. */
export const peoplePages = async (
  deps: Deps,
  { pathname, searchParams }: URL,
  around: Around,
): Promise<Response | null> => {
  if (pathname === "/tasks") return list(deps, searchParams.get("after"), around);
  if (pathname === "/people") return people(deps, around);
  const [, id] = /^\/tasks\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  return id === undefined ? null : one(deps, as(id), around);
};

const mostTasks = 100;

const list = async (deps: Deps, asked: string | null, around: Around): Promise<Response | null> => {
  const behind = place.nullable().safeParse(asked);
  if (!behind.success) return null;

  const { frame } = await around();
  const part = { limit: mostTasks, after: behind.data };
  const { tasks, next } = await openTasks(deps, deps.localTenant, part);
  const shown = await Promise.all(tasks.map((task) => withPerson(deps, task)));
  const version = derive<StreamName>(
    ...tasks.map((task) => `${task.id} ${task.level} ${task.operator} ${task.isOverdue}`),
    `${next !== null}`,
  );
  const markup = tasksPage({ ...frame, version }, { tasks: shown, isFirst: asked === null, next });
  return pageReply(markup, { status: 200, version });
};

/** A form is being filled in here, so the page does not renew itself. */
const one = async (deps: Deps, id: TaskId, around: Around): Promise<Response | null> => {
  const whole = await wholeTask(deps, deps.localTenant, id);
  if (whole === null) return null;
  const { frame } = await around();
  const operators = await listedOperators(deps, deps.localTenant);
  const markup = taskPage(frame, {
    ...whole,
    task: await withPerson(deps, whole.task),
    people: [...namesOf(operators)].map(([operator, name]) => ({ operator, name })),
    roles: deps.pack.tasks.roles,
  });
  return pageReply(markup, { status: 200, version: "" });
};

const people = async (deps: Deps, around: Around): Promise<Response> => {
  const { frame, settings } = await around();
  const operators = await listedOperators(deps, deps.localTenant);
  const stream = tenantStream(deps.localTenant);
  const { commits } = await deps.store.readFacts(deps.localTenant, stream);
  const markup = peoplePage(frame, {
    version: commits.length,
    roles: deps.pack.tasks.roles,
    operators: operators.map((known) => ({
      ...known,
      phone: known.phone === null ? null : spokenPhone(known.phone, settings.country),
    })),
  });
  return pageReply(markup, { status: 200, version: "" });
};
