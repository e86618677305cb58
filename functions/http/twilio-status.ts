import { statusReport } from "#adapters/twilio/status";
import { executionBehind } from "#core/app/execution-behind";
import { takeDelivery } from "#core/app/take-delivery";
import type { ErrorCode } from "#core/kernel/errors";
import type { Deps } from "#functions/deps";
import { refusedWebhook } from "#functions/refused-webhook";
import { verifiedTwilio } from "#functions/twilio-signature";
import { done, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/** The carrier's word on a message: verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: "twilio", correlationId });
    const verified = await verifiedTwilio(deps, request, id);
    if (!verified.ok) return refused(verified.refusal.refused, verified.refusal.why);

    const { endpoint, rawBody } = verified.value;
    const report = statusReport(request.url, rawBody);
    if (!report.ok) return refused(report.refusal);
    if (report.value.kind === "ignored") return done({ outcome: "ignored", why: report.value.why });

    const { executionId, sid, status, errorCode, why } = report.value;
    const { tenant, provider } = endpoint;
    const execution = executionId ?? (await executionBehind(deps, tenant, sid));
    if (execution === null) return done({ outcome: "ignored", why: "sid_unknown" });
    const taken = await takeDelivery(deps, {
      tenant,
      provider,
      execution,
      sid,
      status,
      errorCode,
      why,
    });
    const code = codeIn(taken);
    if (code === null) return done({ outcome: "accepted" });
    deps.log.warn("delivery.refused", { code, correlationId });
    return refusal({ code }, correlationId);
  };

const codeIn = (taken: Awaited<ReturnType<typeof takeDelivery>>): ErrorCode | null => {
  if (!taken.ok) return taken.refusal.code;
  return taken.value.kind === "refused" ? taken.value.refusal.code : null;
};
