import { askedBy } from "#core/app/ask-booking";
import { takeBooking } from "#core/app/take-booking";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { BookingSystem } from "#core/ports/booking";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { refusedWebhook } from "#functions/refused-webhook";
import { done, recordedRefusal, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/**
 * A booking system's door: verify, translate, handle, reply. The same for each, for what differs between them
 * stands in the adapter. One that cannot be asked about the booking is answered 503, so it tells us again.
 */
export const bookingWebhook =
  (deps: Deps, system: BookingSystem) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: system.provider, correlationId });
    const body = await readBody(request);
    if (!body.ok) return refused(body.refusal);

    const endpoint = await deps.endpoints.find(id);
    const believed = believe(deps, system, { endpoint, rawBody: body.value, request });
    if (!believed.ok) return refused({ code: "signature_invalid" }, believed.refusal);

    const { tenant, provider, secrets, access = {} } = believed.value;
    const now = deps.clock.now();
    const asked = askedBy(deps, { tenant, correlationId }, system);
    const translated = await asked.read(body.value, { secrets, access, now });
    if (!translated.ok) return refused(translated.refusal);

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
  system: BookingSystem,
  come: {
    readonly endpoint: Endpoint | null;
    readonly rawBody: Uint8Array;
    readonly request: Request;
  },
): Result<Endpoint, string> => {
  const { endpoint, rawBody, request } = come;
  if (endpoint === null || endpoint.provider !== system.provider) return refuse("unknown_endpoint");
  const { pathname, search } = new URL(request.url);
  const { secrets, toleranceMs } = endpoint;
  const verified = system.verify({
    rawBody,
    header: (name) => request.headers.get(name),
    urls: deps.signedUrls().map((base) => `${base}${pathname}${search}`),
    secrets,
    now: deps.signatureClocks(),
    toleranceMs,
  });
  return verified.ok ? ok(endpoint) : refuse(verified.refusal.code);
};
