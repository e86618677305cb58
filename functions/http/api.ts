import { Hono } from "hono";
import * as z from "zod";
import { readJson } from "#adapters/json-bytes";
import type { AppointmentStreamWish } from "#core/appointment/journeys";
import type { Json } from "#core/kernel/canonical";
import { appointmentStream, as, type RunId, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, instantFrom, plusMs } from "#core/kernel/time";
import type { Deps } from "#functions/deps";
import {
  cancelAppointment,
  closeTask,
  erase,
  type Operated,
  type Operation,
  operateAppointment,
} from "#functions/operate";
import { openTasks, rowsBetween, wholeAppointment } from "#functions/read-views";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/**
 * The API that programs of the business use. A bearer token names the tenant, and nothing else does.
 *
 * Every POST bears an `Idempotency-Key`: the same key with the same wish is answered as the first time,
 * with another wish it is refused.
 */
export const create = (deps: Deps): ((request: Request) => Promise<Response>) => {
  const app = routed(routesOf(deps));
  return async (request) => {
    const tenant = signedIn(deps, request);
    const response =
      tenant === null
        ? refusal({ code: "not_signed_in" }, correlationOf(request))
        : await app.fetch(request, { tenant });
    if (tenant === null) response.headers.set("www-authenticate", "Bearer");
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };
};

type Call = {
  readonly tenant: TenantId;
  readonly request: Request;
  /** A part of the path; the route's pattern has already said what it looks like. */
  readonly part: (name: string) => string;
};
type Route = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly answer: (call: Call) => Promise<Result<object, Refused>>;
};

const id = "{[0-9a-f]{32}}";

const routesOf = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/appointments", answer: (call) => listAppointments(deps, call) },
  { method: "GET", path: `/v1/appointments/:id${id}`, answer: (call) => oneAppointment(deps, call) },
  { method: "GET", path: "/v1/tasks", answer: (call) => listTasks(deps, call) },
  {
    method: "POST",
    path: `/v1/tasks/:id${id}/close`,
    answer: post(z.strictObject({}), (operation, { part }) =>
      closeTask(deps, operation, as(part("id"))),
    ),
  },
  ...Object.entries(appointmentWishes).map(
    ([verb, wish]): Route => ({
      method: "POST",
      path: `/v1/appointments/:id${id}/${verb}`,
      answer: post(z.strictObject({}), (operation, { part }) =>
        operateAppointment(deps, operation, appointmentStream(as(part("id"))), wish),
      ),
    }),
  ),
  {
    method: "POST",
    path: `/v1/appointments/:id${id}/cancel`,
    answer: post(cancellation, (operation, { part }, { reason = null }) =>
      cancelAppointment(deps, operation, appointmentStream(as(part("id"))), reason),
    ),
  },
  {
    method: "POST",
    path: `/v1/customers/:id${id}/erase`,
    answer: post(z.strictObject({}), (operation, { part }) => erase(deps, operation, as(part("id")))),
  },
  ...Object.entries(runWishes).map(
    ([verb, kind]): Route => ({
      method: "POST",
      path: `/v1/runs/:id${id}/:run${id}/${verb}`,
      answer: post(z.strictObject({}), (operation, { part }) =>
        operateAppointment(deps, operation, appointmentStream(as(part("id"))), {
          kind,
          run: as<RunId>(part("run")),
        }),
      ),
    }),
  ),
];

const appointmentWishes: Readonly<Record<string, AppointmentStreamWish>> = {
  confirm: { kind: "confirm", by: "operator" },
  complete: { kind: "complete" },
  "no-show": { kind: "mark_no_show", by: "operator" },
};

const runWishes = { pause: "pause_run", resume: "resume_run", cancel: "cancel_run" } as const;

const cancellation = z.strictObject({ reason: z.string().min(1).max(500).optional() });

const instant = z
  .string()
  .transform(instantFrom)
  .refine((at): at is Instant => at !== null, { error: "must be an instant such as 2026-03-03T15:00:00Z" });
const limit = z.coerce.number().int().min(1).max(500).default(100);
const listQuery = z.strictObject({ from: instant.optional(), to: instant.optional(), limit });

/** A week from now on, where nothing is said. */
const ordinaryRangeMs = 7 * 24 * 3_600_000;

const listAppointments: Answer = async (deps, { tenant, request }) => {
  const query = queryOf(request, listQuery);
  if (!query.ok) return query;
  const from = query.value.from ?? deps.clock.now();
  const to = query.value.to ?? plusMs(from, ordinaryRangeMs);
  // One more than asked for tells whether there are more.
  const rows = await rowsBetween(deps, tenant, { from, to, limit: query.value.limit + 1 });
  const appointments = rows.slice(0, query.value.limit);
  return ok({ from, to, appointments, hasMore: rows.length > appointments.length });
};

const oneAppointment: Answer = async (deps, { tenant, part }) => {
  const whole = await wholeAppointment(deps, tenant, as(part("id")));
  if (whole === null) return refuse({ code: "appointment_unknown" });
  const { appointment, customer, timeline } = whole;
  const { cancelNoted: _, past: __, ...shown } = appointment;
  return ok({
    appointment: shown,
    customer: { status: customer.status, optedOut: customer.optedOut },
    ...timeline,
  });
};

const listTasks: Answer = async (deps, { tenant, request }) => {
  const query = queryOf(request, z.strictObject({ limit }));
  return query.ok ? ok({ tasks: await openTasks(deps, tenant, query.value.limit) }) : query;
};

type Answer = (deps: Deps, call: Call) => Promise<Result<object, Refused>>;

/** Reads key and body of a POST before anything is done. */
const post =
  <T>(
    schema: z.ZodType<T>,
    operate: (operation: Operation, call: Call, body: T) => Promise<Operated>,
  ): Route["answer"] =>
  async (call) => {
    const key = call.request.headers.get("idempotency-key") ?? "";
    if (!/^[\x21-\x7e]{1,128}$/.test(key))
      return invalid("Idempotency-Key", "this header is needed: 1 to 128 visible ASCII characters");
    const body = await bodyOf(call.request, schema);
    if (!body.ok) return body;

    const operation = { tenant: call.tenant, key, correlationId: correlationOf(call.request) };
    const operated = await operate(operation, call, body.value);
    return operated.outcome === "refused" ? refuse(operated.refusal) : ok(operated);
  };
