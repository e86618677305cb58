import { readJson } from "#adapters/json-bytes";
import { ok, type Result, refuse } from "#core/kernel/result";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";
import type { SandboxSystems } from "#local/booking-systems";
import type { Door, Route } from "#local/gateway";

/**
 * What the sandboxes of the booking systems answer with, put there by whoever plays them:
 * `PUT /sandbox/acuity/appointments/1` with the appointment as Acuity would give it, then its webhook.
 */
export const resourceRoutes = (systems: SandboxSystems | null): readonly Route[] =>
  systems === null
    ? []
    : [{ method: "PUT", path: "/sandbox/:provider/:kind/:id", door: putInto(systems) }];

const putInto =
  (systems: SandboxSystems): Door =>
  async (request, { provider = "", kind = "", id = "" }) => {
    if (!isOne(systems, provider)) return refusal({ code: "not_found" }, correlationOf(request));
    const resource = await resourceIn(request);
    if (!resource.ok) return refusal(resource.refusal, correlationOf(request));
    systems[provider].put(kind, id, resource.value);
    return done({ provider, kind, id });
  };

const isOne = (systems: SandboxSystems, name: string): name is keyof SandboxSystems =>
  Object.hasOwn(systems, name);

const resourceIn = async (request: Request): Promise<Result<object, Refused>> => {
  const body = await readBody(request);
  if (!body.ok) return body;
  const json = readJson(body.value);
  if (!json.ok) return json;
  return typeof json.value === "object" && json.value !== null
    ? ok(json.value)
    : refuse({ code: "payload_invalid", details: { path: "body" } });
};
