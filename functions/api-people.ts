import * as z from "zod";
import { as, type TaskId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { OperatorId } from "#core/task/events";
import { limit, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import type { Operated, Operation } from "#functions/operate";
import {
  addOperator,
  assignTask,
  changeOperator,
  closeTask,
  removeOperator,
} from "#functions/operate-people";
import { cardFrom, operatorBody } from "#functions/operator-input";
import { place } from "#functions/paging";
import { listedOperators, openTasks, wholeTask } from "#functions/read-people";
import type { Refused } from "#functions/reply";

/** What programs may ask of the people of a business: what they have to do, who they are, and who does what. */
export const peopleRoutes = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/tasks", answer: (call) => listTasks(deps, call) },
  { method: "GET", path: "/v1/tasks/:id", answer: (call) => oneTask(deps, call) },
  {
    method: "POST",
    path: "/v1/tasks/:id/close",
    answer: post(closing, (operation, { part }, { reason }) =>
      closeTask(deps, operation, as(part("id")), reason),
    ),
  },
  {
    method: "POST",
    path: "/v1/tasks/:id/claim",
    answer: post(claim, (operation, { part }, { operator, reason }) => {
      const wanted = { how: "claimed", to: { operator }, reason } as const;
      return assignTask(deps, operation, as(part("id")), wanted);
    }),
  },
  {
    method: "POST",
    path: "/v1/tasks/:id/assign",
    answer: post(assignment, (operation, { part }, { reason, ...to }) =>
      assignTask(deps, operation, as(part("id")), { how: "assigned", to, reason }),
    ),
  },
  {
    method: "GET",
    path: "/v1/operators",
    answer: async ({ tenant }) => ok({ operators: await listedOperators(deps, tenant) }),
  },
  {
    method: "POST",
    path: "/v1/operators",
    answer: post(operatorBody, (operation, _, body) => put(deps, operation, { body })),
  },
  {
    method: "POST",
    path: "/v1/operators/:id/change",
    answer: post(operatorBody, (operation, { part }, body) =>
      put(deps, operation, { body, id: part("id") }),
    ),
  },
  {
    method: "POST",
    path: "/v1/operators/:id/remove",
    answer: post(nothing, (operation, { part }) =>
      removeOperator(deps, operation, part("id") as OperatorId),
    ),
  },
];

const reason = z.string().trim().min(1).max(500).nullable().default(null);
const closing = z.strictObject({ reason });
const claim = z.strictObject({ operator: z.string().max(64), reason });
const assignment = z.union(
  [
    z.strictObject({ operator: z.string().max(64), reason }),
    z.strictObject({ role: z.string().max(64), reason }),
  ],
  { error: 'must have "operator" or "role", a text, and not both; beside it only "reason"' },
);

const put = async (
  deps: Deps,
  operation: Operation,
  { body, id }: { readonly body: z.infer<typeof operatorBody>; readonly id?: string },
): Promise<Operated> => {
  const { country } = await deps.tenants.settings(operation.tenant);
  const card = cardFrom(body, country);
  if (!card.ok) return { outcome: "refused", refusal: card.refusal };
  return id === undefined
    ? addOperator(deps, operation, card.value)
    : changeOperator(deps, operation, { ...card.value, operator: id as OperatorId });
};

const paging = { limit, after: place.optional() };

const listTasks = async (
  deps: Deps,
  { tenant, request }: Call,
): Promise<Result<object, Refused>> => {
  const query = queryOf(request, z.strictObject(paging));
  if (!query.ok) return query;

  const { limit: most, after = null } = query.value;
  const { tasks, next } = await openTasks(deps, tenant, { limit: most, after });
  return ok({ tasks, hasMore: next !== null, next });
};

const oneTask = async (deps: Deps, { tenant, part }: Call): Promise<Result<object, Refused>> => {
  const whole = await wholeTask(deps, tenant, as<TaskId>(part("id")));
  return whole === null ? refuse({ code: "not_found" }) : ok(whole);
};
