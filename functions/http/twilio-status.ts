import { statusReport } from "#adapters/twilio/status";
import { takeDelivery } from "#core/app/take-delivery";
import type { Deps } from "#functions/deps";
import { verifiedTwilio } from "#functions/twilio-signature";
import { done, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/** The carrier's word on a message: verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const verified = await verifiedTwilio(deps, request, id);
    if (!verified.ok) return refusal(verified.refusal, correlationId);

    const { endpoint, rawBody } = verified.value;
    const report = statusReport(request.url, rawBody);
    if (!report.ok) return refusal(report.refusal, correlationId);
    if (report.value.kind === "ignored") return done({ outcome: "ignored", why: report.value.why });

    const { executionId, sid, status, errorCode } = report.value;
    const taken = await takeDelivery(deps, {
      tenant: endpoint.tenant,
      provider: endpoint.provider,
      execution: executionId,
      sid,
      status,
      errorCode,
      correlationId,
    });
    const refused = taken.ok
      ? taken.value.kind === "refused"
        ? taken.value.refusal
        : null
      : taken.refusal;
    if (refused === null) return done({ outcome: "accepted" });
    deps.log.warn("delivery.refused", { code: refused.code, correlationId });
    return refusal(refused, correlationId);
  };
