import { translate } from "#adapters/calendly/inbound";
import { signatureHeader, verify } from "#adapters/calendly/verify";
import { readJson } from "#adapters/json-bytes";
import { recordRefusal, takeBooking } from "#core/app/take-booking";
import { sha256Hex } from "#core/kernel/hash";
import type { CorrelationId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { done, type Refused, recordedRefusal, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/** Verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const believed = await believe(deps, request, id);
    if (!believed.ok) return refusal(believed.refusal, correlationId);

    const { endpoint, rawBody } = believed.value;
    const json = readJson(rawBody);
    if (!json.ok) {
      logRefusal(deps, json.refusal, correlationId);
      return refusal(json.refusal, correlationId);
    }
    const taken = await take(deps, { endpoint, correlationId }, translate(json.value), rawBody);
    if (taken === null) return done({ outcome: "accepted" });
    logRefusal(deps, taken, correlationId);
    return taken.code === "stream_busy"
      ? refusal(taken, correlationId)
      : recordedRefusal(taken, correlationId);
  };

type Caller = { readonly endpoint: Endpoint; readonly correlationId: CorrelationId };

/** Takes every change of the delivery; answers with what could not be taken, which is recorded by then. */
const take = async (
  deps: Deps,
  { endpoint, correlationId }: Caller,
  translated: ReturnType<typeof translate>,
  rawBody: Uint8Array,
): Promise<Refused | null> => {
  const { tenant, provider } = endpoint;
  if (!translated.ok) {
    // Signed by the provider, and yet not as documented: a person must look, and soon.
    const deliveryKey = sha256Hex(Buffer.from(rawBody).toString("base64"));
    const intake = { tenant, provider, deliveryKey, correlationId };
    await recordRefusal(deps, intake, translated.refusal.code);
    return translated.refusal;
  }
  for (const delivery of translated.value) {
    const taken = await takeBooking(deps, { tenant, provider, delivery, correlationId });
    deps.metrics.count("webhooks.taken", { provider, outcome: taken.kind });
    if (taken.kind === "refused") return taken.refusal;
  }
  return null;
};

type Believed = { readonly endpoint: Endpoint; readonly rawBody: Uint8Array };

/**
 * Whether this endpoint's provider sent these very bytes. The caller learns only that it is not believed:
 * an unknown endpoint, a wrong signature and an old one look the same from outside.
 */
const believe = async (
  deps: Deps,
  request: Request,
  id: string,
): Promise<Result<Believed, Refused>> => {
  const body = await readBody(request);
  if (!body.ok) return body;

  const endpoint = await deps.endpoints.find(id);
  const why =
    endpoint?.provider === "calendly"
      ? doubt(deps, endpoint, { rawBody: body.value, header: request.headers.get(signatureHeader) })
      : "unknown_endpoint";
  if (endpoint !== null && why === null) return ok({ endpoint, rawBody: body.value });

  deps.metrics.count("webhooks.refused", { provider: "calendly", why: why ?? "" });
  deps.log.warn("webhook.refused", {
    provider: "calendly",
    code: "signature_invalid",
    why,
    correlationId: correlationOf(request),
  });
  return refuse({ code: "signature_invalid" });
};

const doubt = (
  deps: Deps,
  { secrets, toleranceMs }: Endpoint,
  signed: { readonly rawBody: Uint8Array; readonly header: string | null },
): string | null => {
  const now = deps.signatureClocks();
  const verified = verify({ ...signed, secrets, now, toleranceMs });
  if (verified.ok) return null;
  const { refusal: why } = verified;
  return why.code === "signature_invalid" ? why.details.why : why.code;
};

/** Codes, paths and kinds only: neither of them quotes what stood in the body. */
const logRefusal = (deps: Deps, refused: Refused, correlationId: string): void => {
  const { why, path } = (refused.details ?? {}) as { why?: string; path?: string };
  deps.log.warn("webhook.refused", {
    provider: "calendly",
    code: refused.code,
    why,
    path,
    correlationId,
  });
};
