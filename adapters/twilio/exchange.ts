import { failureCode, wasNeverConnected } from "#adapters/connection-failure";
export type TwilioAccount = {
  /** The world's `fetch`, or a carrier in this process. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** `https://api.twilio.com` outside of the sandbox. */
  readonly baseUrl: string;
  readonly accountSid: string;
  readonly authToken: string;
  /** Give it more than Twilio's own 26 s or so: then most time-outs become answers. */
  readonly timeoutMs: number;
};

/** `not_connected`: nothing left this machine. `no_answer`: it may have arrived, and may have worked. */
export type Exchange =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly retryAfter: string | null;
      readonly body: unknown;
    }
  | { readonly kind: "not_connected"; readonly why: string }
  | { readonly kind: "no_answer"; readonly why: string };

/** One request and its whole answer within the time-out. Never throws, never repeats, follows no redirect. */
export const exchange = async (
  account: TwilioAccount,
  url: string,
  form: URLSearchParams | null,
): Promise<Exchange> => {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), account.timeoutMs);
  const timedOut = new Promise<Exchange>((resolve) => {
    abort.signal.addEventListener("abort", () => resolve({ kind: "no_answer", why: "timeout" }));
  });

  try {
    // Raced, because a peer in this process need not listen to the signal.
    return await Promise.race([
      answerTo(account, requestTo(account, url, form, abort.signal)),
      timedOut,
    ]);
  } finally {
    clearTimeout(timer);
  }
};

const requestTo = (
  account: TwilioAccount,
  url: string,
  form: URLSearchParams | null,
  signal: AbortSignal,
): Request => {
  const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
  const common = { headers: { authorization }, redirect: "manual", signal } as const;
  if (form === null) return new Request(url, common);

  const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
  return new Request(url, { ...common, method: "POST", headers, body: form.toString() });
};

const answerTo = async (account: TwilioAccount, request: Request): Promise<Exchange> => {
  try {
    const response = await account.fetch(request);
    return {
      kind: "answer",
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: parsed(await response.text()),
    };
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

/** Only codes leave here: the text of a network error may quote the URL, and with it a phone number. */
const failure = (error: unknown): Exchange => {
  const code = failureCode(error);
  if (code === null) return { kind: "no_answer", why: "connection_broken" };
  return wasNeverConnected(code)
    ? { kind: "not_connected", why: code.toLowerCase() }
    : { kind: "no_answer", why: code.toLowerCase() };
};
