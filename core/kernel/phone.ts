import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";

declare const brand: unique symbol;

/** A phone number as the network dials it: `+14045551234`. */
export type E164 = string & { readonly [brand]: "E164" };

/**
 * Reads a number as people and booking systems write it; `country` (ISO 3166) is assumed where it has no `+`.
 *
 * A number passes when its length is possible in its country, not only when its range is known to be in use:
 * numbering plans move faster than any library, and the carrier is the authority on who answers.
 * `null` for extensions, letters, anything around the number, and numbers too short or too long.
 */
export const phoneFrom = (text: string, country: string): E164 | null => {
  // Numbers copied from an address book carry invisible marks of writing direction.
  const written = text.replace(/\p{Cf}/gu, "").trim();

  const number = parsePhoneNumberFromString(written, {
    extract: false,
    ...(isSupportedCountry(country) && { defaultCountry: country }),
  });
  if (number === undefined || number.ext !== undefined || !number.isPossible()) return null;
  return number.number as E164;
};

/** For screens and logs that people read: `+1 ••• ••• 4567`. The dots do not tell the length. */
export const maskPhone = (phone: E164): string => {
  const number = parsePhoneNumberFromString(phone);
  const national = number?.nationalNumber ?? phone.slice(1);
  const shown = national.slice(national.length < 8 ? -2 : -4);
  return `${number === undefined ? "" : `+${number.countryCallingCode} `}••• ••• ${shown}`;
};

/** As people of `country` would write it: `(404) 555-1234` at home, `+1 404 555 1234` elsewhere. */
export const spokenPhone = (phone: string, country: string): string => {
  const number = parsePhoneNumberFromString(phone);
  if (number === undefined) return phone;

  const isHome = isSupportedCountry(country) && number.getPossibleCountries().includes(country);
  return isHome ? number.formatNational() : number.formatInternational();
};
