import { failureCode, wasNeverConnected } from "#adapters/connection-failure";
import { within } from "#adapters/time-limit";

export type AskedOver = {
  readonly fetch: (request: Request) => Promise<Response>;
  /** With its version: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** `null` for a server on one's own machine that wants none. */
  readonly apiKey: string | null;
  /** For the whole answer, not for its beginning alone. */
  readonly timeoutMs: number;
};

type Exchange =
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown }
  | { readonly kind: "timeout" | "not_connected" | "connection_broken" | "answer_unreadable" };

/** An answer of sixty tokens is far shorter; a server that says more is not one that we asked. */
const mostBytes = 65_536;

/** One request and its whole answer within the time-out. Never throws, never repeats, follows no redirect. */
export const exchange = async (over: AskedOver, body: object): Promise<Exchange> => {
  const exchanged = await within(over.timeoutMs, (signal) => answerTo(over, body, signal));
  return exchanged === "timeout" ? { kind: "timeout" } : exchanged;
};

const answerTo = async (over: AskedOver, body: object, signal: AbortSignal): Promise<Exchange> => {
  try {
    const response = await over.fetch(requestTo(over, body, signal));
    const text = await boundedText(response);
    const parsed = text === null ? undefined : jsonFrom(text);
    if (response.status === 200 && parsed === undefined) return { kind: "answer_unreadable" };
    return { kind: "answer", status: response.status, body: parsed };
  } catch (error) {
    return { kind: failureOf(error) };
  }
};

const requestTo = ({ baseUrl, apiKey }: AskedOver, body: object, signal: AbortSignal): Request =>
  new Request(`${baseUrl}/chat/completions`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
    redirect: "manual",
    signal,
  });

/** `null` where it is longer than anything that we would read. */
const boundedText = async (response: Response): Promise<string | null> => {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) return null; // Leaving the loop cancels the rest.
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

const jsonFrom = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Only the kind leaves here: the text of a network error may quote the address and what was sent. */
const failureOf = (error: unknown): "not_connected" | "connection_broken" =>
  wasNeverConnected(failureCode(error)) ? "not_connected" : "connection_broken";
