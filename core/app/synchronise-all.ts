import { nothingYet, type Part, type Progress } from "#core/app/synchronise";
import type { Result } from "#core/kernel/result";

/** Why a page could not be had, from here or from a server on the way; `why` and `retryAfterMs` as a booking system's. */
type Refusal = {
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

export type Source<R extends Refusal> = {
  /** Takes the page at this place: `synchronisePart`, here or behind a server's door. */
  readonly part: (after: string | null) => Promise<Result<Part, R>>;
  readonly pause: (ms: number) => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
  /** Asked between pages: whoever wants to stop gets a whole number of them. */
  readonly isStopped: () => boolean;
};

/** `after` is where a later run may go on: `null` at the start. Whoever begins anew loses nothing but time. */
export type Synchronised<R> =
  | { readonly ended: "whole"; readonly progress: Progress }
  | { readonly ended: "stopped"; readonly progress: Progress; readonly after: string | null }
  /** The list leads back to itself, or to no end. */
  | { readonly ended: "endless"; readonly progress: Progress; readonly after: string | null }
  | {
      readonly ended: "refused";
      readonly refusal: R;
      readonly progress: Progress;
      readonly after: string | null;
    };

/**
 * Takes page after page, from `begin` on. A provider that is busy is waited for, as long as it asks and a minute
 * at most, three times a page; so is whoever writes to one of its bookings.
 */
export const synchroniseAll = async <R extends Refusal>(
  source: Source<R>,
  begin: string | null,
): Promise<Synchronised<R>> => {
  let progress = nothingYet;
  let after = begin;
  for (let pages = 1; pages <= pagesAtMost; pages += 1) {
    if (source.isStopped()) return { ended: "stopped", progress, after };
    const taken = await partOf(source, after);
    if (!taken.ok) return { ended: "refused", refusal: taken.refusal, progress, after };

    const { next } = taken.value;
    progress = sum(progress, taken.value.progress);
    source.onProgress(progress);
    if (next === null) return { ended: "whole", progress };
    if (next === after) break;
    after = next;
  }
  return { ended: "endless", progress, after };
};

const pagesAtMost = 10_000;

const tries = 3;
const longestPauseMs = 60_000;
const worthTryingAgain: readonly unknown[] = [
  "provider_down",
  "not_connected",
  "timeout",
  "connection_broken",
  "throttled",
  "server_error",
];

const partOf = async <R extends Refusal>(
  { part, pause }: Source<R>,
  after: string | null,
): Promise<Result<Part, R>> => {
  for (let attempt = 1; ; attempt += 1) {
    const taken = await part(after);
    if (taken.ok) return taken;
    const { code, details: { why, retryAfterMs } = {} } = taken.refusal;
    const helps = code === "stream_busy" || worthTryingAgain.includes(why);
    if (attempt === tries || !helps) return taken;
    const asked = typeof retryAfterMs === "number" ? retryAfterMs : attempt * 1_000;
    await pause(Math.min(asked, longestPauseMs));
  }
};

const sum = (one: Progress, other: Progress): Progress => ({
  pages: one.pages + other.pages,
  seen: one.seen + other.seen,
  taken: one.taken + other.taken,
  known: one.known + other.known,
  ignored: one.ignored + other.ignored,
  begun: one.begun + other.begun,
  outside: one.outside + other.outside,
  refused: one.refused + other.refused,
  unreadable: one.unreadable + other.unreadable,
});
