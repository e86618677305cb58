import { inboundText } from "#adapters/twilio/inbound";
import { takeText } from "#core/app/take-text";
import type { Deps } from "#functions/deps";
import { verifiedTwilio } from "#functions/twilio-signature";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/** A customer's text: verify, translate, handle, reply. The empty TwiML says: we answer by ourselves, if at all. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const verified = await verifiedTwilio(deps, request, id);
    if (!verified.ok) return refusal(verified.refusal, correlationId);

    const { endpoint, rawBody } = verified.value;
    const text = inboundText(rawBody);
    if (!text.ok) return refusal(text.refusal, correlationId);

    const { sid, from, body, optOutType } = text.value;
    const taken = await takeText(deps, {
      tenant: endpoint.tenant,
      provider: endpoint.provider,
      sid,
      from,
      body,
      optOutType,
      correlationId,
    });
    if (taken.kind === "refused") return refusal(taken.refusal, correlationId);
    deps.metrics.count("texts.received", { outcome: taken.kind });
    return new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', {
      headers: { "content-type": "text/xml; charset=utf-8" },
    });
  };
