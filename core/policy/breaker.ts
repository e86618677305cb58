import { type Instant, plusMs } from "#core/kernel/time";

/** Whom we ask for something outside: the carrier of texts, the mail service, the payment service, a booking system. */
export type Provider = "carrier" | "mail" | "payments" | `booking:${string}`;

export type BreakerRules = {
  /** So many failures in a row open it. */
  readonly failures: number;
  /** So many probes have to succeed before it closes. */
  readonly successes: number;
  /** For so long nobody asks after it has opened. */
  readonly openMs: number;
};

const messaging: BreakerRules = { failures: 5, successes: 2, openMs: 60_000 };
const payment: BreakerRules = { failures: 3, successes: 2, openMs: 30_000 };
const booking: BreakerRules = { failures: 10, successes: 3, openMs: 120_000 };

export const rulesOf = (provider: Provider): BreakerRules => {
  if (provider === "payments") return payment;
  return provider === "carrier" || provider === "mail" ? messaging : booking;
};

type Probe = { readonly by: string; readonly until: Instant };

/**
 * What is known of a provider that one business asks. Closed: everybody may ask. Open: it is held to be down, and nobody
 * does until a moment. Half-open: one may, the probe, and everybody else waits for what becomes of it.
 */
export type Breaker =
  | { readonly status: "closed"; readonly failures: number }
  | { readonly status: "open"; readonly since: Instant; readonly until: Instant }
  | {
      readonly status: "half_open";
      /** Since when it is down. */
      readonly since: Instant;
      readonly successes: number;
      readonly probe: Probe | null;
    };

export const closedBreaker: Breaker = { status: "closed", failures: 0 };

/** While it lasts nothing is asked. `isProbed`: somebody is just trying, and their answer is worth waiting for. */
export type Outage = { readonly until: Instant; readonly isProbed: boolean };

/** How somebody may ask; what comes of it is told under the same word. */
export type Pass = { readonly kind: "free" } | { readonly kind: "probe"; readonly by: string };

export type Way = Pass | ({ readonly kind: "wait" } & Outage);

/** Whoever was to probe and never came back is presumed dead after this long; no call of ours lasts as long. */
const proberPresumedLostMs = 60_000;

/** What somebody who wants to ask now has to do. A probe has to be taken, with `withProbe`, before it counts. */
export const wayThrough = (breaker: Breaker, by: string, now: Instant): Way => {
  switch (breaker.status) {
    case "closed":
      return { kind: "free" };
    case "open":
      return now < breaker.until
        ? { kind: "wait", until: breaker.until, isProbed: false }
        : { kind: "probe", by };
    case "half_open": {
      const { probe } = breaker;
      if (probe === null || probe.by === by || now >= probe.until) return { kind: "probe", by };
      return { kind: "wait", until: probe.until, isProbed: true };
    }
  }
};

export const withProbe = (breaker: Breaker, by: string, now: Instant): Breaker => {
  if (breaker.status === "closed") return breaker;
  const successes = breaker.status === "half_open" ? breaker.successes : 0;
  const probe = { by, until: plusMs(now, proberPresumedLostMs) };
  return { status: "half_open", since: breaker.since, successes, probe };
};

/** Who has nothing to ask after all leaves the probe to the next. The very same object where it is not theirs. */
export const withoutProbe = (breaker: Breaker, by: string): Breaker =>
  breaker.status === "half_open" && breaker.probe?.by === by
    ? { ...breaker, probe: null }
    : breaker;

/** How a call ended, as far as the provider is concerned. A refusal is an answer, so it is no failure. */
export type CallEnd = {
  readonly pass: Pass;
  readonly isFailure: boolean;
  /** What the provider asked for itself, before anybody comes again. */
  readonly retryAfterMs: number | null;
  readonly now: Instant;
};

/**
 * What a call says of its provider. Whoever asked before the breaker opened, and hears of it only now, says nothing
 * new: while it is not closed only the probe counts. The very same object where nothing changes.
 */
export const afterCall = (breaker: Breaker, end: CallEnd, rules: BreakerRules): Breaker => {
  if (breaker.status === "closed") return countedCall(breaker, end, rules);
  if (breaker.status === "open" || end.pass.kind === "free" || breaker.probe?.by !== end.pass.by)
    return breaker;
  if (end.isFailure) return opened(end, rules, breaker.since);
  const successes = breaker.successes + 1;
  return successes >= rules.successes ? closedBreaker : { ...breaker, successes, probe: null };
};

const countedCall = (
  breaker: Extract<Breaker, { status: "closed" }>,
  end: CallEnd,
  rules: BreakerRules,
): Breaker => {
  if (!end.isFailure) return breaker.failures === 0 ? breaker : closedBreaker;
  const failures = breaker.failures + 1;
  return failures < rules.failures ? { status: "closed", failures } : opened(end, rules, end.now);
};

/** No provider's "try again later" keeps all of a business's texts waiting for longer than this before one tries. */
const longestOpenMs = 15 * 60_000;

const opened = ({ now, retryAfterMs }: CallEnd, rules: BreakerRules, since: Instant): Breaker => {
  const openMs = Math.max(rules.openMs, Math.min(longestOpenMs, retryAfterMs ?? 0));
  return { status: "open", since, until: plusMs(now, openMs) };
};

/** Until when nobody but a probe asks; `null` where everybody may. */
export const outageOf = (breaker: Breaker, now: Instant): Outage | null => {
  const way = wayThrough(breaker, "", now);
  if (way.kind === "wait") return { until: way.until, isProbed: way.isProbed };
  return way.kind === "free" ? null : { until: now, isProbed: true };
};
