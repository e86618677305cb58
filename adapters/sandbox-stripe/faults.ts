import { befall, type CallFault } from "#adapters/sandbox-faults";
import { refusalResponse } from "#adapters/sandbox-stripe/refusals";

/**
 * What a test may do to one call of the API, beside what may befall any. The `http-429`s and `nonsense`: nothing was
 * done. `http-500`: nothing was done, and the same key is answered so for a day.
 */
export type Fault = CallFault | "http-500" | "http-429" | "http-429-wait" | "nonsense";

export type StripeCall = { readonly operation: "create" | "update" | "list" | "read" };

/** `http-500` is not here: it is an answer of the endpoint itself, kept under the request's key. */
export const suffering = async (
  fault: Exclude<Fault, "http-500">,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> => {
  if (fault === "http-429") return refusalResponse("throttled");
  if (fault === "http-429-wait")
    return refusalResponse("throttled", { headers: { "retry-after": "7" } });
  if (fault === "nonsense")
    return new Response('"ok"', { headers: { "content-type": "application/json" } });
  return befall(fault, request, answer);
};
