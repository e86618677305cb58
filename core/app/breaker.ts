import type { App } from "#core/app/app";
import { providerDown } from "#core/execution/events";
import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import {
  afterCall,
  type Breaker,
  type Outage,
  outageOf,
  type Pass,
  type Provider,
  rulesOf,
  type Way,
  wayThrough,
  withoutProbe,
  withProbe,
} from "#core/policy/breaker";
import type { SendOutcome } from "#core/ports/messenger";

type Parts = Pick<App, "breakers" | "clock" | "log" | "metrics">;

/** Who asks whom. `by` tells a probe from another one. */
export type Asker = {
  readonly tenant: TenantId;
  readonly provider: Provider;
  readonly by: string;
};

/** Each round one of a herd gets through. Of more than this at one moment some are not counted, which does no harm. */
const mostTries = 16;

/** How things stand, without taking anything: a probe that is offered has to be taken with `admit`. */
export const wayNow = async ({ breakers, clock }: Parts, asker: Asker): Promise<Way> => {
  const { breaker } = await breakers.read(asker.tenant, asker.provider);
  return wayThrough(breaker, asker.by, clock.now());
};

/** Lets somebody ask, as the probe where there has to be one; or says until when nobody does. */
export const admit = async (
  { breakers, clock }: Parts,
  { tenant, provider, by }: Asker,
): Promise<Way> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { breaker, version } = await breakers.read(tenant, provider);
    const now = clock.now();
    const way = wayThrough(breaker, by, now);
    if (way.kind !== "probe") return way;
    const next = { breaker: withProbe(breaker, by, now), version };
    if ((await breakers.replace(tenant, provider, next)) === "replaced") return way;
  }
  return { kind: "wait", until: clock.now(), isProbed: true };
};

type End = { readonly isFailure: boolean; readonly retryAfterMs?: number | null };

/** Tells how a call has ended, and hears until when nobody asks again; `null` where everybody may. */
export const report = (
  app: Parts,
  asker: Asker,
  { pass, isFailure, retryAfterMs = null }: End & { readonly pass: Pass },
): Promise<Outage | null> =>
  noted(app, asker, (breaker, now) =>
    afterCall(breaker, { pass, isFailure, retryAfterMs, now }, rulesOf(asker.provider)),
  );

/** Who asks, and how they were let through. */
export type Admission = { readonly asker: Asker; readonly pass: Pass };

/**
 * Does what somebody was let through for. Whatever comes in between, a probe that no call has followed is given back:
 * the others would wait for nobody's answer until it is presumed lost. One that has been reported is nobody's any more.
 */
export const underPass = async <T>(
  app: Parts,
  { asker, pass }: Admission,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } finally {
    if (pass.kind === "probe") await noted(app, asker, (breaker) => withoutProbe(breaker, pass.by));
  }
};

type Change = (breaker: Breaker, now: Instant) => Breaker;

/**
 * The outcome of the call has still to be written. Whatever goes wrong here must not keep it from that: then the
 * breaker has missed one call, and learns from the next.
 */
const noted = async (app: Parts, asker: Asker, change: Change): Promise<Outage | null> => {
  try {
    return await changed(app, asker, change);
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    app.log.warn("breaker.unreported", { provider: asker.provider, why });
    return null;
  }
};

const changed = async (
  app: Parts,
  { tenant, provider }: Asker,
  change: Change,
): Promise<Outage | null> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const { breaker, version } = await app.breakers.read(tenant, provider);
    const now = app.clock.now();
    const next = change(breaker, now);
    if (next === breaker) return outageOf(breaker, now);
    const outcome = await app.breakers.replace(tenant, provider, { breaker: next, version });
    if (outcome === "moved") continue;
    tell(app, { tenant, provider }, { from: breaker.status, to: next.status });
    return outageOf(next, now);
  }
  return null;
};

/** Once for each time that it opens, and once when it closes. A probe that failed says nothing new: it was open, and is. */
const tell = (
  { log, metrics }: Parts,
  { tenant, provider }: Pick<Asker, "tenant" | "provider">,
  { from, to }: Readonly<Record<"from" | "to", Breaker["status"]>>,
): void => {
  if (from === "closed" && to === "open") {
    metrics.count("breakers.opened", { provider });
    log.warn("breaker.opened", { tenant, provider });
  }
  if (from !== "closed" && to === "closed") {
    metrics.count("breakers.closed", { provider });
    log.info("breaker.closed", { tenant, provider });
  }
};

/**
 * Tells how something that was intended has gone. What may have arrived is a failure as well: nobody has answered.
 */
export const reportSending = (
  app: Parts,
  { asker, pass }: Admission,
  outcome: SendOutcome,
): Promise<Outage | null> => {
  const isFailure = outcome.kind === "unavailable" || outcome.kind === "unknown";
  const retryAfterMs = outcome.kind === "unavailable" ? outcome.retryAfterMs : null;
  return report(app, asker, { pass, isFailure, retryAfterMs });
};

/**
 * Asks something that says nothing of whether texts and links go: what became of one, whose payment it is. A list may
 * be well while nothing can be sent, and the other way round, so it neither opens a breaker nor closes one. While nobody
 * asks, it is answered as if the provider had not; where somebody might be the probe, it is asked beside them.
 */
export const askBeside = async <Answer>(
  app: Parts,
  asker: Asker,
  ask: () => Promise<Answer>,
): Promise<Answer | typeof notAsked> =>
  (await wayNow(app, asker)).kind === "wait" ? notAsked : ask();

const notAsked = { outcome: { kind: "unavailable", why: providerDown } } as const;
