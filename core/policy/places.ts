import type { Instant, Zone } from "#core/kernel/time";
import type { DataUsed } from "#core/policy/basis";
import { firstAllowed, outsideQuietHours, withinHours } from "#core/policy/allowed";
import { areaCodes } from "#core/policy/rules/area-codes";
import { federalHours, stateHours } from "#core/policy/rules/us-states";
import type { QuietHours } from "#core/tenant/settings";

/** A place that a recipient could be in; `state` where its law counts. */
export type Place = { readonly zone: Zone; readonly state: string | null };

/**
 * Where somebody could be who is texted at this number (E.164) about a visit in this zone: there, and where the
 * number is at home. Numbers move with people, so neither is certain, and what is allowed must be so in all.
 */
export const placesOf = (phone: string | null, zone: Zone): readonly Place[] => {
  const code = codeOf(phone);
  const home = code === undefined ? undefined : areaCodes.get(code);
  const numbers = (home?.zones ?? []).map((one) => ({ zone: one, state: home?.state ?? null }));
  return [{ zone, state: null }, ...numbers];
};

/** What is looked up to know these places, and when somebody may be texted there. */
export const dataFor = (phone: string | null, places: readonly Place[]): DataUsed => ({
  areaCodes: codeOf(phone) !== undefined,
  hours: places.some(({ state }) => state !== null),
});

const codeOf = (phone: string | null): string | undefined =>
  /^\+1(\d{3})\d{7}$/.exec(phone ?? "")?.[1];

export const zonesOf = (places: readonly Place[]): readonly Zone[] => [
  ...new Set(places.map(({ zone }) => zone)),
];

/** The first moment from `now` on at which a text may go in every place; `null` where there is none. */
export const allowedIn = (
  now: Instant,
  places: readonly Place[],
  quietHours: QuietHours,
): Instant | null =>
  firstAllowed(now, [
    ...zonesOf(places).map((zone) => outsideQuietHours(zone, quietHours)),
    ...places.flatMap(({ zone, state }) =>
      state === null ? [] : [withinHours(zone, (stateHours[state] ?? federalHours).hours)],
    ),
  ]);
