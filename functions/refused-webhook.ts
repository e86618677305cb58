import type { CorrelationId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import { type Refused, refusal } from "#functions/reply";

/**
 * How a provider's door turns a delivery away: counted, logged and answered, in one place, so that none
 * is turned away in silence. `why` is for us alone, where the caller must not learn it.
 */
export const refusedWebhook =
  (
    deps: Pick<Deps, "log" | "metrics">,
    story: { readonly provider: string; readonly correlationId: CorrelationId },
  ) =>
  (refused: Refused, why: string = refused.code): Response => {
    const { provider, correlationId } = story;
    // A refusal's own details name kinds of faults and places in a schema, never what stood there.
    const { why: kind, path, field } = refused.details ?? {};
    const detail = [kind, path, field].find((one) => typeof one === "string");
    deps.metrics.count("webhooks.refused", { provider, why });
    deps.log.warn("webhook.refused", {
      provider,
      why,
      detail: typeof detail === "string" ? detail : null,
      correlationId,
    });
    return refusal(refused, correlationId);
  };
