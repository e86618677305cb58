import type { BookingDelivery } from "#core/booking/change";
import type { providerDown } from "#core/execution/events";
import type { MalformedJson } from "#core/kernel/i-json";
import type { Result } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";

/** A webhook as it came, before anybody believes it. */
export type SignedDelivery = {
  readonly rawBody: Uint8Array;
  readonly header: (name: string) => string | null;
  /** Every address at which the provider may have been told to reach us: some sign it with the body. */
  readonly urls: readonly string[];
  /** Newest first; two while one is being rotated. */
  readonly secrets: readonly string[];
  /** A signature's age is right if any of these clocks says so. */
  readonly now: readonly Instant[];
  readonly toleranceMs: number;
};

/** What it takes to ask a booking system about one business's bookings. */
export type Asking = {
  readonly secrets: readonly string[];
  /** Names and keys of the business's account there, under the names that the adapter's README lists. */
  readonly access: Readonly<Record<string, string>>;
  /** When the asking begins. */
  readonly now: Instant;
};

/**
 * Why an answer could not be had. Asking again later may help with each but `refused` and the `credentials_…`,
 * which a person has to put right first.
 */
export type WhyUnavailable =
  | typeof providerDown
  | "not_connected"
  | "timeout"
  | "connection_broken"
  | "throttled"
  | "server_error"
  | "answer_unreadable"
  | "refused"
  | "credentials_missing"
  | "credentials_refused";

export type Unavailable = {
  readonly code: "booking_system_unavailable";
  readonly details: {
    readonly why: WhyUnavailable;
    /** What the provider asked for with `Retry-After`, in milliseconds; left out where it asked for nothing. */
    readonly retryAfterMs?: number;
  };
};

export type PayloadInvalid = {
  readonly code: "payload_invalid";
  /** The first place that is not as documented, e.g. `payload.startTime`; never what stands there. */
  readonly details: { readonly path: string };
};

/** Bookings to come, as deliveries that may stand beside webhooks of the same bookings. */
export type UpcomingPage = {
  readonly deliveries: readonly BookingDelivery[];
  /** How many entries were not as documented; the rest of the page counts all the same. */
  readonly unreadable: number;
  /** What to ask for next; `null` where this was the last page. */
  readonly next: string | null;
};

/** One booking system, in our words. Nothing here throws for what a provider may do. */
export interface BookingSystem {
  readonly provider: string;
  /** A webhook says only which booking has changed, so `read` asks for it. */
  readonly asksBack: boolean;
  /** Whether the provider sent these very bytes to us, and lately, as far as its signature can tell. */
  verify(delivery: SignedDelivery): Result<unknown, { readonly code: string }>;
  /** What a verified body says. A system that tells only which booking changed is asked for it. */
  read(
    rawBody: Uint8Array,
    asking: Asking,
  ): Promise<Result<readonly BookingDelivery[], PayloadInvalid | MalformedJson | Unavailable>>;
  /** One page of the bookings that start from `asking.now` on; the first page where `page` is `null`. */
  upcoming(asking: Asking, page: string | null): Promise<Result<UpcomingPage, Unavailable>>;
}
