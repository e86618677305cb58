import type { App } from "#core/app/app";
import { closeAtOrigin } from "#core/app/close-task";
import { handleCommand } from "#core/app/handle-command";
import { giveTask, handlingOf, operatorsOf } from "#core/app/people";
import { derive, type StreamName, type TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { OperatorCard } from "#core/operator/card";
import type { Assignee, OperatorId } from "#core/task/events";
import { taskStream } from "#core/task/state";
import { tenantDecider, tenantStream, type TenantWish } from "#core/tenant/operators";
import { command, type Operated, operated, type Operation } from "#functions/operate";
import type { Refused } from "#functions/reply";

/**
 * Closes a task, with the reason where one is given, and then where it arose. One that is closed already stays so;
 * one that never was is not found.
 */
export const closeTask = async (
  app: App,
  operation: Operation,
  task: TaskId,
  reason: string | null,
): Promise<Operated> => {
  const { tenant } = operation;
  if ((await handlingOf(app, tenant, task)) === null) return refused({ code: "not_found" });
  const wish = { kind: "end", why: null, reason, closedAt: null } as const;
  const closing = command(operation, taskStream(task), wish);
  const ended = await giveTask(app, task, closing);
  if (ended.kind === "refused") return refused(ended.refusal);
  return operated(await closeAtOrigin(app, task, closing));
};

/** To whom a task may be given: a role of the pack, or one person. */
export type Wanted =
  | { readonly role: string; readonly operator?: undefined }
  | { readonly operator: string; readonly role?: undefined };

export const assignTask = async (
  app: App,
  operation: Operation,
  task: TaskId,
  wanted: {
    readonly how: "claimed" | "assigned";
    readonly to: Wanted;
    readonly reason: string | null;
  },
): Promise<Operated> => {
  const { how, reason } = wanted;
  const to = await assigneeOf(app, operation, wanted.to);
  if (!to.ok) return refused(to.refusal);
  const wish = { kind: "assign", how, to: to.value, reason } as const;
  return operated(await giveTask(app, task, command(operation, taskStream(task), wish)));
};

const assigneeOf = async (
  app: App,
  { tenant }: Operation,
  { role, operator }: Wanted,
): Promise<Result<Assignee, Refused>> => {
  if (role !== undefined) {
    const owner = Object.hasOwn(app.pack.tasks.roles, role)
      ? app.pack.tasks.roles[role]
      : undefined;
    return owner === undefined ? refuse(noRole(app)) : ok({ kind: "role", role, owner });
  }
  const known = (await operatorsOf(app, tenant)).find((one) => one.operator === operator);
  return known === undefined
    ? refuse({ code: "operator_unknown" })
    : ok({ kind: "operator", operator: known.operator });
};

const noRole = ({ pack }: App): Refused => ({
  code: "payload_invalid",
  details: { path: "role", why: `must be one of ${Object.keys(pack.tasks.roles).join(", ")}` },
});

/** Whoever repeats the key finds the same person. */
export const addOperator = async (
  app: App,
  operation: Operation,
  card: Omit<OperatorCard, "operator">,
): Promise<Operated> => {
  const operator = derive<StreamName>("operator", operation.tenant, operation.key);
  const whole = { ...card, operator: operator as string as OperatorId };
  return withRoles(app, whole, () => give(app, operation, { kind: "add_operator", card: whole }));
};

export const changeOperator = async (
  app: App,
  operation: Operation,
  card: OperatorCard,
): Promise<Operated> =>
  withRoles(app, card, () => give(app, operation, { kind: "change_operator", card }));

export const removeOperator = (
  app: App,
  operation: Operation,
  operator: OperatorId,
): Promise<Operated> => give(app, operation, { kind: "remove_operator", operator });

const withRoles = async (
  app: App,
  { roles }: OperatorCard,
  then: () => Promise<Operated>,
): Promise<Operated> =>
  roles.every((role) => Object.hasOwn(app.pack.tasks.roles, role)) ? then() : refused(noRole(app));

const give = async (app: App, operation: Operation, wish: TenantWish): Promise<Operated> =>
  operated(
    await handleCommand(
      app,
      tenantDecider,
      command(operation, tenantStream(operation.tenant), wish),
      {},
    ),
  );

const refused = (refusal: Refused): Operated => ({ outcome: "refused", refusal });
