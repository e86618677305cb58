import { befall, type CallFault } from "#adapters/sandbox-faults";
import { refused } from "#adapters/sandbox-mailbox/refusals";

/** What a test may do to one call of the API, beside what may befall any. `http-500`, `http-429`: nothing was accepted. */
export type MailFault = CallFault | "http-500" | "http-429";

export type MailCall = { readonly operation: "send" };

export const suffering = async (
  fault: MailFault,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> => {
  if (fault === "http-500") return refused("server_error");
  if (fault === "http-429") return refused("throttled");
  return befall(fault, request, answer);
};
