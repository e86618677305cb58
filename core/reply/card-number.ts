/**
 * Hides card numbers that people send by text, before anything is stored: `4242 4242 4242 4242` becomes
 * `•••• 4242`.
 *
 * A card number is 13 to 19 digits with a right check digit (Luhn), alone or as a run of whole groups
 * between other groups (an expiry date behind it). A number that begins with `+` is a phone number.
 * One long number in ten looks like a card by chance and is masked too; that is the cheaper mistake.
 */
export const maskCardNumbers = (text: string): string => text.replace(runOfDigits, maskedRun);

const runOfDigits = /(?<![+\d])\d+(?:[\s.\-–—]{1,3}\d+)*/gu;

const maskedRun = (run: string): string => {
  // Groups and the gaps between them by turns: a group stands at every even place.
  const pieces = run.split(/(\D+)/u);
  const masked: string[] = [];
  let place = 0;
  while (place < pieces.length) {
    const card = cardFrom(pieces, place);
    masked.push(card === null ? (pieces[place] ?? "") : `•••• ${card.digits.slice(-4)}`);
    place = card === null ? place + 1 : card.next;
  }
  return masked.join("");
};

const mostDigits = 19;

/** The longest card number that begins here, so that one of 19 digits is not left with its tail showing. */
const cardFrom = (
  pieces: readonly string[],
  place: number,
): { readonly digits: string; readonly next: number } | null => {
  if (place % 2 === 1) return null;

  let longest = null;
  let digits = "";
  for (let next = place; next < pieces.length && digits.length <= mostDigits; next += 2) {
    digits += pieces[next] ?? "";
    if (/^\d{13,19}$/.test(digits) && passesLuhn(digits)) longest = { digits, next: next + 1 };
  }
  return longest;
};

const passesLuhn = (digits: string): boolean => {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, place) => {
      const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
};
