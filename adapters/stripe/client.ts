import { failureCode, wasNeverConnected } from "#adapters/connection-failure";
import { Stripe } from "stripe";
import { within } from "#adapters/time-limit";

export type StripeAccount = {
  /** The world's `fetch`, or a sandbox in this process. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** `https://api.stripe.com` outside of the sandbox. */
  readonly baseUrl: string;
  /** `sk_live_…`, `sk_test_…`, or a restricted key (`rk_…`) that may write payment links and read payment intents. */
  readonly secretKey: string;
  readonly timeoutMs: number;
};

/** Shapes are those of this day. Moving on is a decision: read the changelog, renew the fixtures. */
const apiVersion = "2026-10-28.endive";

/**
 * The official client, made honest: one call is one request. It would repeat a request on its own, and never
 * answer at all to a success whose body is JSON but no object, so every answer is read and checked before it
 * sees it.
 */
export const stripeClient = (account: StripeAccount): Stripe => {
  const { protocol, hostname, port } = new URL(account.baseUrl);
  return new Stripe(account.secretKey, {
    apiVersion,
    host: hostname,
    port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
    protocol: protocol === "http:" ? "http" : "https",
    // Ours rings first: what the client does with its own signal is lost where the request is collected before.
    timeout: 2 * account.timeoutMs,
    // Whether to ask again is decided where it is recorded: in the execution's stream.
    maxNetworkRetries: 0,
    // Else it keeps an id of this machine in the home folder, and sends it along.
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input, init) =>
      wholeAnswer(account, (signal) => new Request(input, { ...init, signal, redirect: "manual" })),
    ),
  });
};

/** Why there is no answer that can be understood. `isSent`: Stripe may have seen the request. */
export type Mishap = {
  readonly isSent: boolean;
  readonly why: string;
  /** Of an answer that is not Stripe's; `null` where there was none. */
  readonly status: number | null;
  readonly retryAfter: string | null;
};

export const mishapIn = (error: unknown): Mishap | null =>
  error instanceof Error && "mishap" in error ? (error.mishap as Mishap) : null;

const wholeAnswer = async (
  account: StripeAccount,
  requestWith: (signal: AbortSignal) => Request,
): Promise<Response> => {
  const answer = await within(account.timeoutMs, (signal) =>
    answerTo(account, requestWith(signal)),
  );
  if (answer === "timeout")
    throw failed({ isSent: true, why: "timeout", status: null, retryAfter: null });
  const { status, headers, text } = answer;
  if (isFromStripe(status, text)) return new Response(text, { status, headers });
  const retryAfter = headers.get("retry-after");
  throw failed({ isSent: true, why: "answer_unreadable", status, retryAfter });
};

const answerTo = async (account: StripeAccount, request: Request) => {
  try {
    const response = await account.fetch(request);
    const { status, headers } = response;
    return { status, headers, text: await response.text() };
  } catch (error) {
    const code = failureCode(error);
    const isSent = !wasNeverConnected(code);
    const why = code?.toLowerCase() ?? "connection_broken";
    throw failed({ isSent, why, status: null, retryAfter: null });
  }
};

/** An object; and with every status but a success one that says `error`. Anything else comes from somebody in between. */
const isFromStripe = (status: number, text: string): boolean => {
  const body = objectIn(text);
  if (body === null) return false;
  const isSuccess = status >= 200 && status < 300;
  return isSuccess ? !("error" in body) : typeof body["error"] === "object" && !!body["error"];
};

const objectIn = (text: string): Readonly<Record<string, unknown>> | null => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
};

/** Without the `code` of what went wrong: at the sight of some codes the client asks a second time. */
const failed = (mishap: Mishap): Error =>
  Object.assign(new Error(`Cannot read an answer of Stripe: ${mishap.why}`), { mishap });
