import { unreachable } from "#core/kernel/result";

/**
 * What may befall one call to any sandbox that stands for a provider. `fail-before` and `garbage`: nothing was done.
 * `lose-reply` and `hang`: it was done, and the caller cannot know.
 */
export type CallFault = "run" | "fail-before" | "lose-reply" | "hang" | "garbage";

export const befall = async (
  fault: CallFault,
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
    case "garbage":
      return new Response("<html><body>Welcome to the hotel network</body></html>");
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
