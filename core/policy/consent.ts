import type { Consents } from "#core/customer/state";
import { consentFor, type TextPurpose } from "#core/policy/purpose";
import type { SendingRules } from "#core/policy/sending-rules";

/**
 * Whether a customer allows texts of this purpose: they have granted it, or it lies in giving the phone with the
 * booking that the text is about, and they have not taken it back. An opt-out from all texts is asked before.
 */
export const mayText = (
  purpose: TextPurpose,
  consents: Consents,
  { impliedByBooking }: SendingRules,
): boolean => {
  const own = consentFor(purpose);
  const said = consents[own];
  return said === undefined ? impliedByBooking.includes(own) : said === "granted";
};
