import * as z from "zod";
import { appointmentStream, as, type RunId, type StreamName } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { plusMs } from "#core/kernel/time";
import { customerRoutes } from "#functions/api-customers";
import { instant, limit, nothing, post, queryOf } from "#functions/api-input";
import { type Call, type Route, routed, signedIn } from "#functions/api-routing";
import { messageRoutes } from "#functions/api-messages";
import { deadLetterRoutes } from "#functions/dead-letters";
import type { Deps } from "#functions/deps";
import { peopleRoutes } from "#functions/api-people";
import { settingsRoutes } from "#functions/api-settings";
import { cancelAppointment, deskWishes, erase, operateAppointment } from "#functions/operate";
import { place } from "#functions/paging";
import { rowsBetween, wholeAppointment } from "#functions/read-views";
import { type Refused, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/**
 * The API that programs of the business use. A bearer token names the tenant, and nothing else does.
 *
 * Every POST bears an `Idempotency-Key`: the same key with the same wish finds its first answer, with
 * another wish for the same thing it is refused.
 */
export const create = (deps: Deps): ((request: Request) => Promise<Response>) => {
  const answer = routed(routesOf(deps));
  return async (request) => {
    const tenant = await signedIn(deps, request);
    const response =
      tenant === null
        ? refusal({ code: "not_signed_in" }, correlationOf(request))
        : await answer(request, tenant);
    if (tenant === null) response.headers.set("www-authenticate", "Bearer");
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };
};

const routesOf = (deps: Deps): readonly Route[] => [
  { method: "GET", path: "/v1/appointments", answer: (call) => listAppointments(deps, call) },
  { method: "GET", path: "/v1/appointments/:id", answer: (call) => oneAppointment(deps, call) },
  ...[...deskWishes].map(([verb, wish]) => ({
    method: "POST" as const,
    path: `/v1/appointments/:id/${verb}`,
    answer: post(nothing, (operation, call) =>
      operateAppointment(deps, operation, streamIn(call), wish),
    ),
  })),
  {
    method: "POST",
    path: "/v1/appointments/:id/cancel",
    answer: post(cancellation, (operation, call, { reason = null }) =>
      cancelAppointment(deps, operation, streamIn(call), reason),
    ),
  },
  {
    method: "POST",
    path: "/v1/customers/:id/erase",
    answer: post(nothing, (operation, { part }) => erase(deps, operation, as(part("id")))),
  },
  ...peopleRoutes(deps),
  ...settingsRoutes(deps),
  ...deadLetterRoutes(deps),
  ...messageRoutes(deps),
  ...customerRoutes(deps),
  ...Object.entries(runWishes).map(([verb, kind]) => ({
    method: "POST" as const,
    path: `/v1/runs/:id/:run/${verb}`,
    answer: post(nothing, (operation, call) =>
      operateAppointment(deps, operation, streamIn(call), {
        kind,
        run: as<RunId>(call.part("run")),
      }),
    ),
  })),
];

const runWishes = { pause: "pause_run", resume: "resume_run", cancel: "cancel_run" } as const;

const cancellation = z.strictObject({ reason: z.string().min(1).max(500).optional() });

/** Runs live in the stream of the appointment that they accompany, so its id names them too. */
const streamIn = ({ part }: Call): StreamName => appointmentStream(as(part("id")));

type Answer = (deps: Deps, call: Call) => Promise<Result<object, Refused>>;

const paging = { limit, after: place.optional() };
const listQuery = z.strictObject({ from: instant.optional(), to: instant.optional(), ...paging });

/** A week from now on, where nothing is said. */
const ordinaryRangeMs = 7 * 24 * 3_600_000;

const listAppointments: Answer = async (deps, { tenant, request }) => {
  const query = queryOf(request, listQuery);
  if (!query.ok) return query;

  const from = query.value.from ?? deps.clock.now();
  const to = query.value.to ?? plusMs(from, ordinaryRangeMs);
  const { limit: most, after = null } = query.value;
  const { rows, next } = await rowsBetween(deps, tenant, { from, to, limit: most, after });
  return ok({ from, to, appointments: rows, hasMore: next !== null, next });
};

const oneAppointment: Answer = async (deps, { tenant, part }) => {
  const whole = await wholeAppointment(deps, tenant, as(part("id")));
  if (whole === null) return refuse({ code: "appointment_unknown" });

  const { cancelNoted: _, past: __, ...appointment } = whole.appointment;
  const { status, optedOut } = whole.customer;
  return ok({ appointment, customer: { status, optedOut }, runs: whole.runs, ...whole.timeline });
};
