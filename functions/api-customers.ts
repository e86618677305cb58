import * as z from "zod";
import { as, type CustomerId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { limit, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import { assessRisk, recalculateRisks } from "#functions/operate";
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
  {
    method: "POST",
    path: "/v1/risk/recalculate",
    answer: post(recalculation, (operation, _, { after = null, limit: most }) =>
      recalculateRisks(deps, operation, { after, limit: most }),
    ),
  },
];

const recalculation = z.strictObject({
  after: z
    .string()
    .regex(/^[0-9a-f]{32}$/, { error: "must be the `next` of the answer before" })
    .transform((id) => as<CustomerId>(id))
    .optional(),
  limit: z.int().min(1).max(1_000).default(500),
});

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
  if (whole === null) return refuse({ code: "customer_unknown" });

  const { risk, riskSince, value, appointments, consent, version, ...customer } = whole;
  return ok({ customer, risk, riskSince, value, appointments, consent, version });
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
