import { translate } from "#adapters/calendly/inbound";
import { signatureHeader, verify } from "#adapters/calendly/verify";
import { readJson } from "#adapters/json-bytes";
import { takeBooking } from "#core/app/take-booking";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { done, recordedRefusal, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";
import { refusedWebhook } from "#functions/refused-webhook";

/** Verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: "calendly", correlationId });
    const body = await readBody(request);
    if (!body.ok) return refused(body.refusal);

    const endpoint = await deps.endpoints.find(id);
    const header = request.headers.get(signatureHeader);
    const believed = believe(deps, endpoint, { rawBody: body.value, header });
    if (!believed.ok) return refused({ code: "signature_invalid" }, believed.refusal);

    const json = readJson(body.value);
    const translated = json.ok ? translate(json.value) : json;
    if (!translated.ok) return refused(translated.refusal);

    const { tenant, provider } = believed.value;
    for (const delivery of translated.value) {
      const taken = await takeBooking(deps, { tenant, provider, delivery, correlationId });
      deps.metrics.count("webhooks.taken", { provider, outcome: taken.kind });
      if (taken.kind !== "refused") continue;
      const { code } = taken.refusal;
      deps.log.warn("booking.refused", { provider, code, correlationId });
      return code === "stream_busy"
        ? refusal(taken.refusal, correlationId)
        : recordedRefusal(taken.refusal, correlationId);
    }
    return done({ outcome: "accepted" });
  };

/** The endpoint, if this delivery is believed; else why not, which the caller is never told. */
const believe = (
  deps: Deps,
  endpoint: Endpoint | null,
  { rawBody, header }: { readonly rawBody: Uint8Array; readonly header: string | null },
): Result<Endpoint, string> => {
  if (endpoint === null || endpoint.provider !== "calendly") return refuse("unknown_endpoint");
  const { secrets, toleranceMs } = endpoint;
  const now = deps.signatureClocks();
  const verified = verify({ rawBody, header, secrets, now, toleranceMs });
  return verified.ok ? ok(endpoint) : refuse(verified.refusal.code);
};
