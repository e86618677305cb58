import { bodyOf } from "#functions/api-input";
import { signedIn } from "#functions/api-routing";
import type { BookingProvider, Deps } from "#functions/deps";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import { synchronisationWish, synchroniseTenant } from "#functions/synchronise";

/**
 * Takes a page of the bookings that were there before anybody told us of them. A function of its own beside the
 * API: it asks a booking system up to a hundred questions while somebody waits.
 *
 * It bears no `Idempotency-Key`, for a booking has a name already: the same page again changes nothing.
 */
export const create =
  (deps: Deps) =>
  async (request: Request, { system }: { readonly system: string }): Promise<Response> => {
    const response = await answer(deps, request, system);
    response.headers.set("cache-control", "no-store");
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  };

const answer = async (deps: Deps, request: Request, system: string): Promise<Response> => {
  const correlationId = correlationOf(request);
  const tenant = await signedIn(deps, request);
  if (tenant === null) {
    const refused = refusal({ code: "not_signed_in" }, correlationId);
    refused.headers.set("www-authenticate", "Bearer");
    return refused;
  }
  if (!isOne(deps, system)) return refusal({ code: "not_found" }, correlationId);
  const wish = await bodyOf(request, synchronisationWish);
  if (!wish.ok) return refusal(wish.refusal, correlationId);

  const taken = await synchroniseTenant(deps, { tenant, correlationId }, system, wish.value);
  return taken.ok ? Response.json(taken.value) : refusal(taken.refusal, correlationId);
};

const isOne = (deps: Deps, name: string): name is BookingProvider =>
  Object.hasOwn(deps.bookingSystems, name);
