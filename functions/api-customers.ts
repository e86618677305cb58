import * as z from "zod";
import { as } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { limit, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import { assessRisk } from "#functions/operate";
import { place } from "#functions/paging";
import { customersBy, messagesAround, wholeCustomer } from "#functions/read-customers";
import type { Refused } from "#functions/reply";

/** What programs may ask of customers: who they are, how likely they are not to come, and what was texted. */
export const customerRoutes = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/customers", answer: (call) => listCustomers(deps, call) },
  { method: "GET", path: "/v1/customers/:id", answer: (call) => oneCustomer(deps, call) },
  {
    method: "GET",
    path: "/v1/customers/:id/texts",
    answer: (call) => listTexts(deps, call, "index1"),
  },
  {
    method: "GET",
    path: "/v1/appointments/:id/texts",
    answer: (call) => listTexts(deps, call, "index2"),
  },
  {
    method: "POST",
    path: "/v1/customers/:id/risk",
    answer: post(nothing, (operation, { part }) => assessRisk(deps, operation, as(part("id")))),
  },
];

type Answer = (deps: Deps, call: Call) => Promise<Result<object, Refused>>;

const paging = { limit, after: place.optional() };
const level = z.enum(["low", "medium", "high"]);

const listCustomers: Answer = async (deps, { tenant, request }) => {
  const query = queryOf(request, z.strictObject({ level: level.optional(), ...paging }));
  if (!query.ok) return query;

  const { limit: most, after = null, level: asked = null } = query.value;
  const part = { limit: most, after, level: asked };
  const { customers, next } = await customersBy(deps, tenant, part);
  return ok({ customers, hasMore: next !== null, next });
};

const oneCustomer: Answer = async (deps, { tenant, part }) => {
  const whole = await wholeCustomer(deps, tenant, as(part("id")));
  return whole === null ? refuse({ code: "customer_unknown" }) : ok(whole);
};

const listTexts = async (
  deps: Deps,
  { tenant, request, part }: Call,
  index: "index1" | "index2",
): Promise<Result<object, Refused>> => {
  const query = queryOf(request, z.strictObject(paging));
  if (!query.ok) return query;

  const { limit: most, after = null } = query.value;
  const about = { index, id: part("id"), limit: most, after };
  const { texts, next } = await messagesAround(deps, tenant, about);
  return ok({ texts, hasMore: next !== null, next });
};
