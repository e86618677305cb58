import { inboundText } from "#adapters/twilio/inbound";
import { takeText } from "#core/app/take-text";
import type { Deps } from "#functions/deps";
import { refusedWebhook } from "#functions/refused-webhook";
import { verifiedTwilio } from "#functions/twilio-signature";
import { correlationOf } from "#functions/request";

/** A customer's text: verify, translate, handle, reply. The empty TwiML says: we answer by ourselves, if at all. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: "twilio", correlationId });
    const verified = await verifiedTwilio(deps, request, id);
    if (!verified.ok) return refused(verified.refusal.refused, verified.refusal.why);

    const { endpoint, rawBody } = verified.value;
    const text = inboundText(rawBody);
    if (!text.ok) return refused(text.refusal);

    const { sid, channel, from, body, optOutType } = text.value;
    const taken = await takeText(deps, {
      tenant: endpoint.tenant,
      provider: endpoint.provider,
      sid,
      from,
      body,
      ...(channel === "whatsapp" && { channel }),
      optOutType,
      correlationId,
    });
    if (taken.kind === "refused") return refused(taken.refusal);
    deps.metrics.count("texts.received", { outcome: taken.kind });
    return new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', {
      headers: { "content-type": "text/xml; charset=utf-8" },
    });
  };
