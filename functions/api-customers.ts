import * as z from "zod";
import { as, type CustomerId, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { bodyOf, limit, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import { contactWish, findCustomer } from "#functions/find-customer";
import { assessRisk, recalculateRisks } from "#functions/operate";
import { place } from "#functions/paging";
import { customersBy, messagesAround, wholeCustomer } from "#functions/read-customers";
import type { Refused } from "#functions/reply";
import { searchCustomers, searchWish } from "#functions/search-customers";

/** What programs may ask of customers: who they are, how likely they are not to come, and what was texted. */
export const customerRoutes = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/customers", answer: (call) => listCustomers(deps, call) },
  {
    method: "GET",
    path: "/v1/customers/:id",
    answer: ({ tenant, part }) => oneCustomer(deps, tenant, as(part("id"))),
  },
  // A question all the same: a number or an address has no place in a URL, for those are logged on the way.
  { method: "POST", path: "/v1/customers/find", answer: (call) => oneFound(deps, call) },
  { method: "POST", path: "/v1/customers/search", answer: (call) => search(deps, call) },
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

const search: Answer = async (deps, { tenant, request }) => {
  const wish = await bodyOf(request, searchWish);
  if (!wish.ok) return wish;
  const found = await searchCustomers(deps, tenant, wish.value);
  return found.ok ? ok({ ...found.value, hasMore: found.value.next !== null }) : found;
};

const oneFound: Answer = async (deps, { tenant, request }) => {
  const wish = await bodyOf(request, contactWish);
  if (!wish.ok) return wish;
  const found = await findCustomer(deps, tenant, wish.value);
  return found.ok ? oneCustomer(deps, tenant, found.value) : found;
};

const oneCustomer = async (
  deps: Deps,
  tenant: TenantId,
  id: CustomerId,
): Promise<Result<object, Refused>> => {
  const whole = await wholeCustomer(deps, tenant, id);
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
