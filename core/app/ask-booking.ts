import type { App } from "#core/app/app";
import { admit, type Asker, report } from "#core/app/breaker";
import { providerDown } from "#core/execution/events";
import type { CorrelationId, TenantId } from "#core/kernel/ids";
import { type Result, refuse } from "#core/kernel/result";
import { msBetween } from "#core/kernel/time";
import type { BookingSystem, Unavailable, UpcomingPage, WhyUnavailable } from "#core/ports/booking";

type Story = { readonly tenant: TenantId; readonly correlationId: CorrelationId };

/**
 * A booking system as one business asks it: past its breaker. One that is down is not asked; whoever wanted to know
 * is told so at once, and when to come again. What needs no asking goes on.
 */
export const askedBy = (
  app: Pick<App, "breakers" | "clock" | "log" | "metrics">,
  { tenant, correlationId }: Story,
  system: BookingSystem,
): Pick<BookingSystem, "provider" | "read" | "upcoming"> => {
  const asker: Asker = { tenant, provider: `booking:${system.provider}`, by: correlationId };
  const through = async <T, E extends { readonly code: string }>(
    ask: () => Promise<Result<T, E | Unavailable>>,
  ): Promise<Result<T, E | Unavailable>> => {
    const way = await admit(app, asker);
    if (way.kind === "wait") {
      const retryAfterMs = Math.max(0, msBetween(app.clock.now(), way.until));
      const details = { why: providerDown, retryAfterMs } as const;
      return refuse({ code: "booking_system_unavailable", details });
    }
    const answer = await ask();
    const failure = answer.ok ? null : failureIn(answer.refusal);
    const retryAfterMs = failure?.retryAfterMs ?? null;
    await report(app, asker, { pass: way, isFailure: failure !== null, retryAfterMs });
    return answer;
  };
  return {
    provider: system.provider,
    read: (rawBody, asking) =>
      system.asksBack ? through(() => system.read(rawBody, asking)) : system.read(rawBody, asking),
    upcoming: (asking, page) => through<UpcomingPage, never>(() => system.upcoming(asking, page)),
  };
};

/** What the provider is to blame for. A key that is wrong, or a body that nobody can read, is an answer. */
const failures: ReadonlySet<WhyUnavailable> = new Set([
  "not_connected",
  "timeout",
  "connection_broken",
  "throttled",
  "server_error",
  "answer_unreadable",
]);

const failureIn = (refusal: { readonly code: string }): Unavailable["details"] | null => {
  if (!isUnavailable(refusal)) return null;
  return failures.has(refusal.details.why) ? refusal.details : null;
};

const isUnavailable = (refusal: { readonly code: string }): refusal is Unavailable =>
  refusal.code === "booking_system_unavailable";
