import * as z from "zod";
import { issueWords } from "#core/kernel/issue-words";
import { as, type TaskId } from "#core/kernel/ids";
import type { OperatorId } from "#core/task/events";
import type { Deps } from "#functions/deps";
import type { Operated } from "#functions/operate";
import {
  addOperator,
  assignTask,
  closeTask,
  removeOperator,
  type Wanted,
} from "#functions/operate-people";
import { cardFrom, operatorBody } from "#functions/operator-input";
import { answered, key, reason, whyNot } from "#functions/page-forms";
import type { Refused } from "#functions/reply";

/**
 * What the pages about people's work may do. Only as JSON: a stranger's page cannot send that here without asking
 * first, and nobody answers its question. `null`: nothing is done at this address.
 */
export const peopleForm = (deps: Deps, request: Request): (() => Promise<Response>) | null => {
  const { pathname } = new URL(request.url);
  const [, id, verb = ""] = /^\/tasks\/([0-9a-f]{32})\/(close|claim|assign)$/.exec(pathname) ?? [];
  if (id !== undefined) return () => taskForm(deps, request, { id: as(id), verb });
  if (pathname === "/people") return () => personForm(deps, request);
  const [, operator] = /^\/people\/([0-9a-f]{32})\/remove$/.exec(pathname) ?? [];
  return operator === undefined ? null : () => leaveForm(deps, request, operator as OperatorId);
};

const taskFields = z.strictObject({ key, reason, to: z.string().max(100).default("") });

const taskForm = async (
  deps: Deps,
  request: Request,
  { id, verb }: { readonly id: TaskId; readonly verb: string },
): Promise<Response> =>
  answered(deps, request, taskFields, (operation, fields) => {
    if (verb === "close") return closeTask(deps, operation, id, fields.reason);
    const how = verb === "claim" ? "claimed" : "assigned";
    return assignTask(deps, operation, id, { how, to: wantedIn(fields.to), reason: fields.reason });
  });

/** `role:owner` or `operator:<id>`. */
const wantedIn = (to: string): Wanted =>
  to.startsWith("role:")
    ? { role: to.slice("role:".length) }
    : { operator: to.slice("operator:".length) };

const optional = z
  .string()
  .trim()
  .transform((text) => (text === "" ? null : text));
const channel = z.enum(["dashboard", "text", "email"]);
const personFields = z.strictObject({
  key,
  name: z.string(),
  phone: optional,
  email: optional,
  roles: z.array(z.string()).default([]),
  high: channel,
  medium: channel,
  low: channel,
  from: optional,
  until: optional,
});

const personForm = async (deps: Deps, request: Request): Promise<Response> =>
  answered(deps, request, personFields, async (operation, fields) => {
    const { name, phone, email, roles, high, medium, low, from, until } = fields;
    const quietHours = from === null || until === null ? null : { from, until };
    const told = { name, phone, email, roles, notify: { high, medium, low }, quietHours };
    const body = operatorBody.safeParse(told, { error: issueWords });
    if (!body.success) return refused(whyNot(body.error));
    const { country } = await deps.tenants.settings(operation.tenant);
    const card = cardFrom(body.data, country);
    return card.ok ? addOperator(deps, operation, card.value) : refused(card.refusal);
  });

const leaveForm = async (deps: Deps, request: Request, operator: OperatorId): Promise<Response> =>
  answered(deps, request, z.strictObject({ key }), (operation) =>
    removeOperator(deps, operation, operator),
  );

const refused = (why: Refused): Operated => ({ outcome: "refused", refusal: why });
