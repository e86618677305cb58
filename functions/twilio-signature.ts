import { verify } from "#adapters/twilio/verify";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import { readBody, type TooLarge } from "#functions/request";

export type Verified = { readonly endpoint: Endpoint; readonly rawBody: Uint8Array };

/**
 * Reads and believes a carrier's webhook, or not. The signature covers the address, so it is rebuilt from
 * our configured public one with the path and query as they came; `Host` is anybody's to choose.
 */
export const verifiedTwilio = async (
  deps: Pick<Deps, "endpoints" | "publicUrl" | "log" | "metrics">,
  request: Request,
  id: string,
): Promise<Result<Verified, TooLarge | { readonly code: "signature_invalid" }>> => {
  const body = await readBody(request);
  if (!body.ok) return body;

  const endpoint = await deps.endpoints.find(id);
  const { pathname, search } = new URL(request.url);
  const url = `${deps.publicUrl()}${pathname}${search}`;
  const signed = { url, rawBody: body.value, headers: request.headers };
  if (endpoint?.provider === "twilio") {
    const verified = verify({ ...signed, secrets: endpoint.secrets });
    if (verified.ok) return ok({ endpoint, rawBody: body.value });
  }
  deps.metrics.count("webhooks.refused", { provider: "twilio" });
  deps.log.warn("webhook.refused", { provider: "twilio", isKnown: endpoint !== null });
  return refuse({ code: "signature_invalid" });
};
