import { verify } from "#adapters/twilio/verify";
import { formFields } from "#adapters/twilio/wire";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Endpoint } from "#core/ports/endpoints";
import type { Deps } from "#functions/deps";
import type { Refused } from "#functions/reply";
import { readBody } from "#functions/request";

type Verified = { readonly endpoint: Endpoint; readonly rawBody: Uint8Array };

/** `why` is for our log alone: the caller must not learn which endpoints there are. */
type Unverified = { readonly refused: Refused; readonly why: string };

/**
 * Reads and believes a carrier's webhook, or not. The signature covers the address, so it is rebuilt from
 * our configured one with the path and query as they came; `Host` is anybody's to choose. What is rightly
 * signed must also be about the account that we send from.
 */
export const verifiedTwilio = async (
  deps: Pick<Deps, "endpoints" | "signedUrls" | "carrierAccount">,
  request: Request,
  id: string,
): Promise<Result<Verified, Unverified>> => {
  const body = await readBody(request);
  if (!body.ok) return refuse({ refused: body.refusal, why: body.refusal.code });

  const endpoint = await deps.endpoints.find(id);
  if (endpoint?.provider !== "twilio") return refuse({ refused: invalid, why: "unknown_endpoint" });

  const { pathname, search } = new URL(request.url);
  const { secrets } = endpoint;
  const isSigned = deps.signedUrls().some((base) => {
    const url = `${base}${pathname}${search}`;
    return verify({ url, rawBody: body.value, headers: request.headers, secrets }).ok;
  });
  if (!isSigned) return refuse({ refused: invalid, why: "signature_invalid" });

  const isOurs = formFields(body.value)["AccountSid"] === deps.carrierAccount;
  return isOurs
    ? ok({ endpoint, rawBody: body.value })
    : refuse({ refused: invalid, why: "account_differs" });
};

const invalid: Refused = { code: "signature_invalid" };
