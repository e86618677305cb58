import { verify } from "#adapters/twilio/verify";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import type { Refused } from "#functions/reply";
import { readBody } from "#functions/request";

export type Verified = { readonly endpoint: Endpoint; readonly rawBody: Uint8Array };

/** `why` is for our log alone: the caller must not learn which endpoints there are. */
export type Unverified = { readonly refused: Refused; readonly why: string };

/**
 * Reads and believes a carrier's webhook, or not. The signature covers the address, so it is rebuilt from
 * our configured public one with the path and query as they came; `Host` is anybody's to choose.
 */
export const verifiedTwilio = async (
  deps: Pick<Deps, "endpoints" | "publicUrl">,
  request: Request,
  id: string,
): Promise<Result<Verified, Unverified>> => {
  const body = await readBody(request);
  if (!body.ok) return refuse({ refused: body.refusal, why: body.refusal.code });

  const endpoint = await deps.endpoints.find(id);
  if (endpoint?.provider !== "twilio") return refuse({ refused: invalid, why: "unknown_endpoint" });

  const { pathname, search } = new URL(request.url);
  const url = `${deps.publicUrl()}${pathname}${search}`;
  const signed = { url, rawBody: body.value, headers: request.headers };
  return verify({ ...signed, secrets: endpoint.secrets }).ok
    ? ok({ endpoint, rawBody: body.value })
    : refuse({ refused: invalid, why: "signature_invalid" });
};

const invalid: Refused = { code: "signature_invalid" };
