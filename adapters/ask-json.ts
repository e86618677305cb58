import { failureCode, wasNeverConnected } from "#adapters/connection-failure";
import type * as z from "zod";
import { ok, type Result, refuse } from "#core/kernel/result";
import { epochMs, type Instant } from "#core/kernel/time";
import type { Unavailable, WhyUnavailable } from "#core/ports/booking";

export type Asker = {
  /** The world's `fetch`, or a booking system in this process. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Without a path, e.g. `https://connect.squareup.com`. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
};

/** `absent`: rightly asked, and there is no such thing. */
type Answer = { readonly kind: "found"; readonly body: unknown } | { readonly kind: "absent" };

export type Question = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For a `Retry-After` that names a date. */
  readonly now: Instant;
};

/**
 * Asks one question of a booking system's API: one GET and its whole answer within the time-out. Never throws,
 * never repeats, follows no redirect, for the credentials go with it. A success without JSON is
 * `answer_unreadable`: somebody in between may have spoken.
 */
export const askJson = async (
  asker: Asker,
  question: Question,
): Promise<Result<Answer, Unavailable>> => {
  const abort = new AbortController();
  const timedOut = new Promise<Result<Answer, Unavailable>>((resolve) => {
    abort.signal.addEventListener("abort", () => resolve(unavailable("timeout")));
  });
  const timer = setTimeout(() => abort.abort(), asker.timeoutMs);
  try {
    // Raced, because a peer in this process need not listen to the signal.
    return await Promise.race([answerTo(asker, question, abort.signal), timedOut]);
  } finally {
    clearTimeout(timer);
  }
};

/** As `askJson`, for what must be there and have this shape: anything else is `answer_unreadable`. */
export const askFor = async <T>(
  asker: Asker,
  question: Question,
  shape: z.ZodType<T>,
): Promise<Result<T, Unavailable>> => {
  const asked = await askWhether(asker, question, shape);
  if (!asked.ok) return asked;
  return asked.value === null ? unavailable("answer_unreadable") : ok(asked.value);
};

/** As `askFor`, for what may not be there, or not any more: that is `null`. */
export const askWhether = async <T>(
  asker: Asker,
  question: Question,
  shape: z.ZodType<T>,
): Promise<Result<T | null, Unavailable>> => {
  const asked = await askJson(asker, question);
  if (!asked.ok) return asked;
  if (asked.value.kind === "absent") return ok(null);
  const read = shape.safeParse(asked.value.body);
  return read.success ? ok(read.data) : unavailable("answer_unreadable");
};

/** Of a list, what is as documented, and how many entries are not. */
export const readable = <T>(
  list: readonly unknown[],
  shape: z.ZodType<T>,
): { readonly found: readonly T[]; readonly unreadable: number } => {
  const found = list.flatMap((one) => {
    const read = shape.safeParse(one);
    return read.success ? [read.data] : [];
  });
  return { found, unreadable: list.length - found.length };
};

export const unavailable = (why: WhyUnavailable, retryAfterMs: number | null = null) =>
  refuse<Unavailable>({
    code: "booking_system_unavailable",
    details: { why, ...(retryAfterMs !== null && { retryAfterMs }) },
  });

const answerTo = async (
  { fetch, baseUrl }: Asker,
  { path, headers, now }: Question,
  signal: AbortSignal,
): Promise<Result<Answer, Unavailable>> => {
  const accept = { accept: "application/json", ...headers };
  try {
    const url = `${baseUrl}${path}`;
    const response = await fetch(new Request(url, { headers: accept, redirect: "manual", signal }));
    return read(response.status, await response.text(), retryAfter(response, now));
  } catch (error) {
    return unavailable(
      wasNeverConnected(failureCode(error)) ? "not_connected" : "connection_broken",
    );
  }
};

const read = (
  status: number,
  body: string,
  retryAfterMs: number | null,
): Result<Answer, Unavailable> => {
  if (status === 404) return ok({ kind: "absent" });
  const why = status >= 200 && status <= 299 ? null : whyNot(status);
  return why === null ? parsed(body) : unavailable(why, retryAfterMs);
};

const whyNot = (status: number): WhyUnavailable => {
  if (status === 401 || status === 403) return "credentials_refused";
  if (status === 429) return "throttled";
  return status === 408 || status >= 500 ? "server_error" : "refused";
};

const parsed = (body: string): Result<Answer, Unavailable> => {
  try {
    return ok({ kind: "found", body: JSON.parse(body) });
  } catch {
    return unavailable("answer_unreadable");
  }
};

/** `Retry-After` counts seconds or names a date (RFC 9110 §10.2.3); `null` where it is absent or neither. */
const retryAfter = (response: Response, now: Instant): number | null => {
  const header = response.headers.get("retry-after");
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;

  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - epochMs(now));
};
