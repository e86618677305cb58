import { failureCode, wasNeverConnected } from "#adapters/connection-failure";
import * as z from "zod";
import { within } from "#adapters/time-limit";

/** `not_connected`: nothing left this machine. `no_answer`: it may have arrived, and may have worked. */
export type Exchange =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** The exception's name, where it is one. */
      readonly error: string | null;
      readonly body: unknown;
    }
  | { readonly kind: "not_connected"; readonly why: string }
  | { readonly kind: "no_answer"; readonly why: string };

type Way = {
  /** The world's `fetch`, or a mail service in this process. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly timeoutMs: number;
};

/** One request and its whole answer within the time-out. Never throws, never repeats, follows no redirect. */
export const exchange = async (
  { fetch, timeoutMs }: Way,
  url: string,
  post: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Exchange> => {
  const exchanged = await within(timeoutMs, (signal) =>
    answerTo(fetch, new Request(url, { method: "POST", redirect: "manual", signal, ...post })),
  );
  return exchanged === "timeout" ? { kind: "no_answer", why: "timeout" } : exchanged;
};

const answerTo = async (fetch: Way["fetch"], request: Request): Promise<Exchange> => {
  try {
    const response = await fetch(request);
    const body = parsed(await response.text());
    const named = response.headers.get("x-amzn-errortype") ?? typeIn(body);
    return { kind: "answer", status: response.status, error: nameOf(named), body };
  } catch (error) {
    return failure(error);
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const typed = z.object({ __type: z.string() }).transform((body) => body["__type"]);

const typeIn = (body: unknown): string | null => typed.safeParse(body).data ?? null;

/** `com.amazon…#MessageRejected` and `MessageRejected:http://…` are both `MessageRejected`. */
const nameOf = (type: string | null): string | null =>
  type === null ? null : (/(?:^|#)(\w+)(?::|$)/.exec(type)?.[1] ?? null);

/** Only codes leave here: the text of a network error may quote more than is good. */
const failure = (error: unknown): Exchange => {
  const code = failureCode(error);
  if (code === null) return { kind: "no_answer", why: "connection_broken" };
  return wasNeverConnected(code)
    ? { kind: "not_connected", why: code.toLowerCase() }
    : { kind: "no_answer", why: code.toLowerCase() };
};
