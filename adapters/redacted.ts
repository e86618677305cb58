const longest = 200;

/** A UUID is taken out first: the digits in a correlation id would read like a phone number. */
const uuidOrNumber =
  /(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|(?<![0-9A-Za-z])\+?\d[\d ().-]{7,}\d(?![0-9A-Za-z])/gi;

/**
 * A text for a log line, should a person's data have slipped in: addresses, runs of digits as long as a phone or
 * card number, and bearer tokens are masked. Ids stay readable, because they are hexadecimal or named.
 */
export const redacted = (value: string): string =>
  value
    .slice(0, longest)
    .replaceAll(/[^\s@"']+@[^\s@"']+\.[^\s@"']+/g, "[e-mail]")
    .replaceAll(uuidOrNumber, (_, uuid?: string) => uuid ?? "[number]")
    .replaceAll(/(?:Bearer|Basic) [A-Za-z0-9+/=._-]+/g, "[credential]");
