import { translate } from "#adapters/calendly/inbound";
import { signatureHeader, verify } from "#adapters/calendly/verify";
import { readJson } from "#adapters/json-bytes";
import { takeBooking } from "#core/app/take-booking";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { done, recordedRefusal, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/** Verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const body = await readBody(request);
    if (!body.ok) return refusal(body.refusal, correlationId);

    const endpoint = await deps.endpoints.find(id);
    const header = request.headers.get(signatureHeader);
    const why = distrust(deps, endpoint, { rawBody: body.value, header });
    if (endpoint === null || why !== null) {
      deps.metrics.count("webhooks.refused", { provider: "calendly", why: why ?? "unknown" });
      deps.log.warn("webhook.refused", { provider: "calendly", why, correlationId });
      return refusal({ code: "signature_invalid" }, correlationId);
    }

    const json = readJson(body.value);
    const translated = json.ok ? translate(json.value) : json;
    if (!translated.ok) {
      deps.log.warn("webhook.refused", {
        provider: "calendly",
        why: translated.refusal.code,
        correlationId,
      });
      return refusal(translated.refusal, correlationId);
    }

    const { tenant, provider } = endpoint;
    for (const delivery of translated.value) {
      const taken = await takeBooking(deps, { tenant, provider, delivery, correlationId });
      deps.metrics.count("webhooks.taken", { provider, outcome: taken.kind });
      if (taken.kind !== "refused") continue;
      const { refusal: refused } = taken;
      deps.log.warn("booking.refused", { provider, code: refused.code, correlationId });
      return refused.code === "stream_busy"
        ? refusal(refused, correlationId)
        : recordedRefusal(refused, correlationId);
    }
    return done({ outcome: "accepted" });
  };

/** Why this delivery is not believed; the caller is told only that it is not. */
const distrust = (
  deps: Deps,
  endpoint: Endpoint | null,
  { rawBody, header }: { readonly rawBody: Uint8Array; readonly header: string | null },
): string | null => {
  if (endpoint === null || endpoint.provider !== "calendly") return "unknown_endpoint";
  const { secrets, toleranceMs } = endpoint;
  const now = deps.signatureClocks();
  const verified = verify({ rawBody, header, secrets, now, toleranceMs });
  return verified.ok ? null : verified.refusal.code;
};
