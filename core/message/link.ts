import { invitedReservedWords } from "#core/message/reserved-words";

/**
 * An address from outside that may be shown and sent: `https`, a host with a dot, nothing but the characters of an
 * address (RFC 3986), and not endless. `null` for anything else, and for one that seems to invite a word which
 * carriers answer themselves (`…/STOP`): where there is no link, a text gives a number to call.
 *
 * A name and password before the host are refused as well: they make a stranger's address look like the clinic's.
 */
export const linkFrom = (text: string | null | undefined): string | null => {
  const link = text?.trim() ?? "";
  if (link.length > longest || !address.test(link)) return null;
  return invitedReservedWords(link).length > 0 ? null : link;
};

/** Booking systems need 53 to 71 characters. What does not fit into a text is left out when the text is written. */
const longest = 500;

const address =
  /^https:\/\/(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+(?::\d{1,5})?(?:[/?#][\w\-.~:/?#[\]@!$&'()*+,;=%]*)?$/i;
