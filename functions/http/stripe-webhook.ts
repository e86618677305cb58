import { readJson } from "#adapters/json-bytes";
import { type PaymentDelivery, translate } from "#adapters/stripe/inbound";
import { signatureHeader, verify } from "#adapters/stripe/verify";
import { isPassing, takePayment } from "#core/app/take-payment";
import type { CorrelationId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { done, recordedRefusal, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";
import { refusedWebhook } from "#functions/refused-webhook";

/** What the payment service says of a deposit: verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: "stripe", correlationId });
    const body = await readBody(request);
    if (!body.ok) return refused(body.refusal);

    const endpoint = await deps.endpoints.find(id);
    const header = request.headers.get(signatureHeader);
    const believed = believe(deps, endpoint, { rawBody: body.value, header });
    if (!believed.ok) return refused({ code: "signature_invalid" }, believed.refusal);

    const { tenant, provider } = believed.value;
    const json = readJson(body.value);
    const ours = { tenant, isLive: deps.isMoneyReal };
    const translated = json.ok ? translate(json.value, ours) : json;
    if (!translated.ok) return refused(translated.refusal);

    const taken = await take(deps, { tenant, provider, correlationId }, translated.value);
    deps.metrics.count("payments.told", { outcome: taken.kind });
    if (taken.kind === "refused") {
      const { code } = taken.refusal;
      deps.log.warn("payment.refused", { provider, code, correlationId });
    }
    return replyTo(taken, correlationId);
  };

const take = async (
  deps: Deps,
  where: Pick<Parameters<typeof takePayment>[1], "tenant" | "provider" | "correlationId">,
  { eventId, news }: PaymentDelivery,
) => (news.kind === "ignored" ? news : takePayment(deps, { ...where, eventId, ...news }));

const replyTo = (
  taken: Awaited<ReturnType<typeof take>>,
  correlationId: CorrelationId,
): Response => {
  switch (taken.kind) {
    case "ignored":
      return done({ outcome: "ignored", why: taken.why });
    case "taken":
      return done({ outcome: "accepted" });
    case "refused":
      return isPassing(taken.refusal)
        ? refusal(taken.refusal, correlationId)
        : recordedRefusal(taken.refusal, correlationId);
  }
};

/** The endpoint, if this delivery is believed; else why not, which the caller is never told. */
const believe = (
  deps: Deps,
  endpoint: Endpoint | null,
  { rawBody, header }: { readonly rawBody: Uint8Array; readonly header: string | null },
): Result<Endpoint, string> => {
  if (endpoint === null || endpoint.provider !== "stripe") return refuse("unknown_endpoint");
  const { secrets, toleranceMs } = endpoint;
  const now = deps.signatureClocks();
  const verified = verify({ rawBody, header, secrets, now, toleranceMs });
  return verified.ok ? ok(endpoint) : refuse(verified.refusal.code);
};
