import { refusalResponse } from "#adapters/sandbox-stripe/refusals";
import { unreachable } from "#core/kernel/result";

/**
 * What a test may do to one call of the API. `fail-before`, the `http-429`s, `garbage` and `nonsense`: nothing was done.
 * `http-500`: nothing was done, and the same key is answered so for a day. `lose-reply` and `hang`: it was done,
 * and the caller cannot know.
 */
export type Fault =
  | "run"
  | "fail-before"
  | "lose-reply"
  | "hang"
  | "http-500"
  | "http-429"
  | "http-429-wait"
  | "garbage"
  | "nonsense";

export type StripeCall = { readonly operation: "create" | "update" | "list" | "read" };

/** `http-500` is not here: it is an answer of the endpoint itself, kept under the request's key. */
export const suffering = async (
  fault: Exclude<Fault, "http-500">,
  request: Request,
  answer: () => Promise<Response>,
): Promise<Response> => {
  switch (fault) {
    case "run":
      return answer();
    case "fail-before":
      throw connectionReset();
    case "lose-reply":
      await answer();
      throw connectionReset();
    case "hang":
      await answer();
      return untilAborted(request.signal);
    case "http-429":
      return refusalResponse("throttled");
    case "http-429-wait":
      return refusalResponse("throttled", { headers: { "retry-after": "7" } });
    case "garbage":
      return new Response("<html><body>Welcome to the hotel network</body></html>");
    case "nonsense":
      return new Response('"ok"', { headers: { "content-type": "application/json" } });
    default:
      return unreachable(fault);
  }
};

/** As `fetch` reports it. */
const connectionReset = (): TypeError =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  });

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const abort = () => reject(new DOMException("This operation was aborted", "AbortError"));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
  });
