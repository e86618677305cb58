import { refused } from "#adapters/sandbox-mailbox/refusals";

/**
 * What a test may do to one call of the API. `fail-before`, `http-500`, `http-429` and `garbage`: nothing was
 * accepted. `lose-reply` and `hang`: it was, and the caller cannot know.
 */
export type MailFault =
  | "run"
  | "fail-before"
  | "lose-reply"
  | "http-500"
  | "http-429"
  | "garbage"
  | "hang";

export type MailCall = { readonly operation: "send" };

export const suffering = async (
  fault: MailFault,
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
    case "http-500":
      return refused("server_error");
    case "http-429":
      return refused("throttled");
    case "garbage":
      return new Response("<html><body>Welcome to the hotel network</body></html>");
    case "hang":
      await answer();
      return untilAborted(request.signal);
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
