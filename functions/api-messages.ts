import * as z from "zod";
import type { CustomerWish } from "#core/customer/commands";
import { as, type CustomerId } from "#core/kernel/ids";
import { ok, type Result } from "#core/kernel/result";
import { msBetween, plusMs, wallClock } from "#core/kernel/time";
import { consentPurposes } from "#core/policy/purpose";
import { instant, invalid, nothing, post, queryOf } from "#functions/api-input";
import type { Call, Route } from "#functions/api-routing";
import type { Deps } from "#functions/deps";
import { operateCustomer, type Operation } from "#functions/operate";
import { dateFrom, messageSummary } from "#functions/read-messages";
import { reviewSummary } from "#functions/read-reviews";
import type { Refused } from "#functions/reply";

/** What became of a day's texts and of the reviews that they asked for, and what customers allow. */
export const messageRoutes = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/reviews/summary", answer: (call) => reviews(deps, call) },
  { method: "GET", path: "/v1/messages/summary", answer: (call) => summary(deps, call) },
  ...Object.entries(consentWishes).map(([verb, kind]) => ({
    method: "POST" as const,
    path: `/v1/customers/:id/consents/${verb}`,
    answer: post(consent, (operation, { part }, { purpose, evidence }) =>
      operateCustomer(deps, operation, as<CustomerId>(part("id")), {
        kind,
        purpose,
        evidence,
      }),
    ),
  })),
  {
    method: "POST",
    path: "/v1/customers/:id/opt-out",
    answer: post(nothing, (operation, { part }) =>
      operateCustomer(deps, operation, as<CustomerId>(part("id")), optOut(operation)),
    ),
  },
];

/** Named by its key, as every wish is; what was said stays with whoever heard it. */
const optOut = (operation: Operation): CustomerWish => ({
  kind: "opt_out",
  evidence: `operator:${operation.key}`,
});

const consentWishes = {
  grant: "grant_consent",
  withdraw: "withdraw_consent",
  import: "import_consent",
} as const satisfies Readonly<Record<string, CustomerWish["kind"]>>;

const words = z.string().min(1).max(2_000).nullable().default(null);

/** Evidence is what would be shown to whoever doubts: how, when, where, and the words agreed to. */
const consent = z.strictObject({
  purpose: z.enum(consentPurposes),
  evidence: z.strictObject({
    how: z.enum(["text", "form", "spoken", "written", "import"]),
    at: instant.nullable().default(null),
    where: words,
    wording: words,
  }),
});

const day = z.strictObject({
  day: z
    .string()
    .transform(dateFrom)
    .refine((date): date is string => date !== null, {
      error: "must be a date such as 2026-03-03",
    })
    .optional(),
});

/** Today, where nothing is said. */
const summary = async (deps: Deps, { tenant, request }: Call): Promise<Result<object, Refused>> => {
  const query = queryOf(request, day);
  if (!query.ok) return query;
  const { zone } = await deps.tenants.settings(tenant);
  const asked = query.value.day ?? wallClock(deps.clock.now(), zone).date;
  return ok(await messageSummary(deps, tenant, asked));
};

const dayMs = 24 * 3_600_000;
const ordinarySpanMs = 30 * dayMs;
const mostSpanMs = 366 * dayMs;

const span = z.strictObject({ from: instant.optional(), to: instant.optional() });

/** Of the visits of the last thirty days, where nothing is said. */
const reviews = async (deps: Deps, { tenant, request }: Call): Promise<Result<object, Refused>> => {
  const query = queryOf(request, span);
  if (!query.ok) return query;
  const to = query.value.to ?? deps.clock.now();
  const from = query.value.from ?? plusMs(to, -ordinarySpanMs);
  if (msBetween(from, to) > mostSpanMs) return invalid("from", "must be at most 366 days before");
  return ok({ from, to, ...(await reviewSummary(deps, tenant, { from, to })) });
};
