import { memo } from "#core/kernel/memo";
import { areaCodesVersion } from "#core/policy/rules/area-codes";
import { usHoursVersion } from "#core/policy/rules/us-states";

/**
 * The versions of the data that a decision went by, recorded with it: asked again after an update, the same
 * question may have another answer, and this says why. What only looked at a clock on the wall names the zones
 * alone. Decisions from before there was such a record have none.
 */
export type Basis = {
  readonly zones: string;
  readonly hours?: string;
  readonly areaCodes?: string;
};

/** One object for all decisions of a process, not one for each text. */
export const basisOf = memo(
  4,
  (zones: string): Basis =>
    Object.freeze({ zones, hours: usHoursVersion, areaCodes: areaCodesVersion }),
);

/** What an event says of it, to be told along with its reason. */
export const basisIn = ({ basis }: { readonly basis?: Basis }): { readonly basis?: Basis } =>
  basis === undefined ? {} : { basis };

/** The same, of a moment that was only worked out, and that no rule was asked about. */
export const zonesOnly = memo(4, (zones: string): Basis => Object.freeze({ zones }));
