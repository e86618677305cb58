import type { Log } from "#core/ports/log";
import type { Metrics } from "#core/ports/metrics";
import { type AddressLimit, isRefusal } from "#functions/address-limit";
import { refusal } from "#functions/reply";

type Parts = {
  readonly limit: AddressLimit;
  readonly log: Log;
  readonly metrics: Metrics;
};

/**
 * Whoever is refused again and again is turned away before anything of what they send is read. Each container remembers
 * for itself: who is spread over many of them has as many tries more, and the stage's throttle before all of them.
 */
export const unlessRefusedTooOften = async (
  { limit, log, metrics }: Parts,
  { address, correlationId }: { readonly address: string; readonly correlationId: string },
  answer: () => Promise<Response>,
): Promise<Response> => {
  const waitMs = limit.waitMs(address, "");
  if (waitMs !== null) {
    metrics.count("requests.limited");
    const details = { retryAfterMs: Math.ceil(waitMs) };
    return refusal({ code: "refused_too_often", details }, correlationId);
  }
  const response = await answer();
  if (isRefusal(response.status) && limit.refused(address, ""))
    log.warn("request.limited", { correlationId });
  return response;
};
