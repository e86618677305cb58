import * as z from "zod";
import { askedBy } from "#core/app/ask-booking";
import { type Part, placeFrom, synchronisePart } from "#core/app/synchronise";
import type { CorrelationId, TenantId } from "#core/kernel/ids";
import { type Result, refuse } from "#core/kernel/result";
import { msBetween } from "#core/kernel/time";
import { instant } from "#functions/api-input";
import type { BookingProvider, Deps } from "#functions/deps";
import type { Refused } from "#functions/reply";

/** Every field may be left out: then everything that is to come is taken, from the beginning. */
export const synchronisationWish = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  /** Says what would be taken, and writes nothing. */
  isDryRun: z.boolean().default(false),
  after: z
    .string()
    .max(1_000)
    .transform(placeFrom)
    .refine((place) => place !== null, { error: "must be the `next` of the answer before" })
    .optional(),
});

export type SynchronisationWish = z.infer<typeof synchronisationWish>;

/** So long a begun list may be gone on with: what is told later under its moment would count as old news. */
const longestMs = 24 * 3_600_000;

/** Takes one page of the bookings that a business has with a booking system, and says where the next one begins. */
export const synchroniseTenant = async (
  deps: Deps,
  story: { readonly tenant: TenantId; readonly correlationId: CorrelationId },
  provider: BookingProvider,
  wish: SynchronisationWish,
): Promise<Result<Part, Refused>> => {
  const { after: place = null, from = null, to = null, isDryRun } = wish;
  if (place !== null && !isRecent(msBetween(place.asOf, deps.clock.now())))
    return refuse({ code: "payload_invalid", details: { path: "after", why: outdated } });

  const doors = await deps.endpoints.ofTenant(story.tenant);
  const door = doors.find((one) => one.provider === provider);
  if (door === undefined)
    return refuse({ code: "booking_system_unavailable", details: { why: "credentials_missing" } });
  const { secrets, access = {} } = door;
  const account = { secrets, access };
  const system = askedBy(deps, story, deps.bookingSystems[provider]);
  return synchronisePart(deps, { ...story, system, account, isDryRun, from, to }, place);
};

const outdated = "this list was begun more than a day ago, or has not been begun: begin anew";

const isRecent = (ageMs: number): boolean => ageMs >= 0 && ageMs <= longestMs;
