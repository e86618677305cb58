import * as z from "zod";
import { as, type TaskId } from "#core/kernel/ids";
import type { OperatorId } from "#core/task/events";
import { bodyOf } from "#functions/api-input";
import type { Deps } from "#functions/deps";
import type { Operated, Operation } from "#functions/operate";
import {
  addOperator,
  assignTask,
  closeTask,
  removeOperator,
  type Wanted,
} from "#functions/operate-people";
import { cardFrom, operatorBody } from "#functions/operator-input";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

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

const key = z.string().regex(/^[\x21-\x7e]{1,100}$/);
/** A field that was left empty says nothing. */
const reason = z
  .string()
  .trim()
  .max(500)
  .transform((text) => (text === "" ? null : text))
  .default(null);
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
    const body = operatorBody.safeParse(told);
    if (!body.success) return refused(whyNot(body.error));
    const { country } = await deps.tenants.settings(operation.tenant);
    const card = cardFrom(body.data, country);
    return card.ok ? addOperator(deps, operation, card.value) : refused(card.refusal);
  });

const leaveForm = async (deps: Deps, request: Request, operator: OperatorId): Promise<Response> =>
  answered(deps, request, z.strictObject({ key }), (operation) =>
    removeOperator(deps, operation, operator),
  );

/** The page names the key, so that a form that is sent twice is one wish. */
const answered = async <T extends { readonly key: string }>(
  deps: Deps,
  request: Request,
  ...[schema, operate]: [z.ZodType<T>, (operation: Operation, fields: T) => Promise<Operated>]
): Promise<Response> => {
  const correlationId = correlationOf(request);
  const isJson = request.headers.get("content-type")?.startsWith("application/json") === true;
  if (!isJson) return refusal(whyNot(null), correlationId);
  const fields = await bodyOf(request, schema);
  if (!fields.ok) return refusal(fields.refusal, correlationId);
  const operation = { tenant: deps.localTenant, key: `page:${fields.value.key}`, correlationId };
  const operated = await operate(operation, fields.value);
  return operated.outcome === "refused"
    ? refusal(operated.refusal, correlationId)
    : done({ outcome: operated.outcome });
};

const refused = (why: Refused): Operated => ({ outcome: "refused", refusal: why });

const whyNot = (error: z.ZodError | null): Refused => {
  const [issue] = error?.issues ?? [];
  const path = issue === undefined ? "content-type" : issue.path.join(".");
  return {
    code: "payload_invalid",
    details: { path, why: issue?.message ?? "must be application/json" },
  };
};
