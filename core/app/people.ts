import type { App } from "#core/app/app";
import { type Handled, handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { ExecutionRefusal } from "#core/execution/commands";
import type { CommandId, CustomerId, StreamName, TaskId, TenantId } from "#core/kernel/ids";
import type { Command } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { type OperatorCard, operatorStream } from "#core/operator/card";
import { operatorDecider, type OperatorWish } from "#core/operator/decide";
import { handlingDecider, type HandlingRefusal, type HandlingWish } from "#core/task/decide";
import type { OperatorId } from "#core/task/events";
import { ruleFor } from "#core/task/rules";
import { type Handling, taskStream } from "#core/task/state";
import { tenantDecider, type TenantEvent, tenantStream } from "#core/tenant/operators";

/** Everybody of a business who can be asked to do something, by the order in which they came. */
export const operatorsOf = async (
  { store }: Pick<App, "store">,
  tenant: TenantId,
): Promise<readonly OperatorCard[]> => {
  const { commits } = await store.read(tenant, tenantStream(tenant));
  return Object.values(stateAfter(tenantDecider, commits).operators);
};

/** Who belongs to a business, and who left it after that moment: what was under way to them has to end, too. */
export const operatorsSince = async (
  { store }: Pick<App, "store">,
  tenant: TenantId,
  moment: Instant,
): Promise<readonly OperatorId[]> => {
  const { commits } = await store.read(tenant, tenantStream(tenant));
  const left = commits
    .filter(({ at }) => at >= moment)
    .flatMap(({ events }) => events as readonly TenantEvent[])
    .flatMap((event) => (event.type === "operator.removed" ? [event.operator] : []));
  const { operators } = stateAfter(tenantDecider, commits);
  return [...new Set([...Object.values(operators).map(({ operator }) => operator), ...left])];
};

export const handlingOf = async (
  { store }: Pick<App, "store">,
  tenant: TenantId,
  task: TaskId,
): Promise<Handling | null> => {
  const { commits } = await store.readFacts(tenant, taskStream(task));
  return stateAfter(handlingDecider, commits).handling;
};

/** When a visit begins, as it stands now. */
export const startOf = async (
  { store }: Pick<App, "store">,
  tenant: TenantId,
  visit: StreamName,
): Promise<Instant | null> => {
  const { commits } = await store.readFacts(tenant, visit);
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  return domain.status === "none" ? null : domain.start;
};

/** What a task's decisions may know besides its state. */
const handlingFacts = async (
  app: App,
  tenant: TenantId,
  about: { readonly visit: Instant | null; readonly customer: CustomerId | null },
) => ({ rules: app.pack.tasks, settings: await app.tenants.settings(tenant), ...about });

/** What may be told to a person, and when. */
export const operatorFacts = async (app: App, tenant: TenantId, stream: StreamName) => {
  const { zone, name, quietHours, openingHours = [] } = await app.tenants.settings(tenant);
  const cards = await operatorsOf(app, tenant);
  return {
    stream,
    card: cards.find(({ operator }) => operatorStream(operator) === stream) ?? null,
    everyMs: app.pack.tasks.noticeEveryMs,
    wakes: (kind: string) => ruleFor(app.pack.tasks, kind).wakes,
    quietHours,
    openingHours,
    zone,
    business: name,
    pageOf: (task: TaskId | null) =>
      task === null ? `${app.publicUrl()}/tasks` : `${app.publicUrl()}/tasks/${task}`,
  };
};

type Given<W> = Pick<Command<W>, "tenant" | "cause" | "wish"> & { readonly commandId: CommandId };

export const giveTask = async (
  app: App,
  task: TaskId,
  command: Given<HandlingWish>,
  about: { readonly visit: Instant | null; readonly customer: CustomerId | null } = aboutNobody,
): Promise<Handled<HandlingRefusal>> =>
  handleCommand(
    app,
    handlingDecider,
    { ...command, stream: taskStream(task) },
    await handlingFacts(app, command.tenant, about),
  );

export const giveOperator = async (
  app: App,
  operator: OperatorId,
  command: Given<OperatorWish>,
): Promise<Handled<ExecutionRefusal>> => {
  const stream = operatorStream(operator);
  return handleCommand(
    app,
    operatorDecider,
    { ...command, stream },
    await operatorFacts(app, command.tenant, stream),
  );
};

const aboutNobody = { visit: null, customer: null };
