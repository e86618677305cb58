import { befall, type CallFault } from "#adapters/sandbox-faults";
import { refusalResponse } from "#adapters/sandbox-carrier/refusals";

/** What a test may do to one call of the API, beside what may befall any: nothing was accepted in these. */
export type Fault = CallFault | "http-500" | "http-429";

export type CarrierCall = { readonly operation: "create" | "list" | "read" };

export const suffering = async (
  fault: Fault,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> => {
  if (fault === "http-500") return refusalResponse("server_error");
  if (fault === "http-429") return refusalResponse("throttled", { "retry-after": "1" });
  return befall(fault, request, answer);
};
