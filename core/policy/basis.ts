import { memo } from "#core/kernel/memo";
import { areaCodesVersion } from "#core/policy/rules/area-codes";
import { usHoursVersion } from "#core/policy/rules/us-states";

/**
 * The versions of the data that a decision went by, recorded with it: asked again after an update, the same
 * question may have another answer, and this says why. What only looked at a clock on the wall names the zones
 * alone, and what looked at none has no such record; neither have decisions from before there was one.
 */
export type Basis = {
  readonly zones: string;
  readonly hours?: string;
  readonly areaCodes?: string;
};

/** What was looked up besides the zones, by a decision that looked at clocks on walls. */
export type DataUsed = { readonly hours: boolean; readonly areaCodes: boolean };

/** One object for all decisions of a process that went by the same data, not one for each text. */
export const basisOf = (zones: string, { hours, areaCodes }: DataUsed): Basis =>
  made(`${hours ? "h" : ""}${areaCodes ? "a" : ""} ${zones}`);

const made = memo(16, (key): Basis => {
  const [used = "", zones = ""] = key.split(" ");
  return Object.freeze({
    zones,
    ...(used.includes("h") && { hours: usHoursVersion }),
    ...(used.includes("a") && { areaCodes: areaCodesVersion }),
  });
});

export const zonesOnly: DataUsed = { hours: false, areaCodes: false };

/** What an event says of it, to be told along with its reason. */
export const basisIn = ({ basis }: { readonly basis?: Basis }): { readonly basis?: Basis } =>
  basis === undefined ? {} : { basis };
