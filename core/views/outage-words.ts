import type { Instant, Zone } from "#core/kernel/time";
import type { Breaker, Provider } from "#core/policy/breaker";
import { spokenFrom } from "#core/views/spoken-time";

type Down = { readonly provider: Provider; readonly breaker: Breaker };

/** What people of the business have to know of a provider that is held to be down; `null` where it is not. */
export const outageWords = (
  { provider, breaker }: Down,
  { now, zone }: { readonly now: Instant; readonly zone: Zone },
): string | null => {
  if (breaker.status === "closed") return null;
  const since = spokenFrom(now, breaker.since, zone);
  if (provider.startsWith("booking:"))
    return `${nameOf(provider)} has not answered since ${since}. Bookings that it tells of are taken once it answers.`;
  return `${nameOf(provider)} has not answered since ${since}. What it has to do waits, and goes out by itself once it answers, the most urgent first.`;
};

const nameOf = (provider: Provider): string => {
  if (provider === "carrier") return "The carrier of texts";
  if (provider === "mail") return "The mail service";
  if (provider === "payments") return "The payment service";
  return `The booking system ${provider.slice("booking:".length)}`;
};
