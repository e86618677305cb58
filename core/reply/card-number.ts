/**
 * Hides card numbers that people send by text, before anything is stored: `4242 4242 4242 4242` becomes
 * `•••• 4242`.
 *
 * A card number is 13 to 19 digits with a right check digit (Luhn), alone or as a run of whole groups
 * between other groups (an expiry date behind it), in the digits of any script and whatever stands between
 * them, seen or unseen, but letters. A number of up to thirteen digits that begins with `+` is a phone number.
 * One long number in ten looks like a card by chance and is masked too; that is the cheaper mistake.
 */
export const maskCardNumbers = (text: string): string => text.replace(runOfDigits, maskedRun);

/** Full-width, keycap and mathematical digits among them. (Unicode general category Nd) */
const runOfDigits = /\+?\p{Nd}+(?:[^\p{L}\p{Nd}]{1,8}\p{Nd}+)*/gu;

const maskedRun = (run: string): string => {
  // Groups and the gaps between them by turns.
  const pieces = run.split(/([^\p{Nd}]+)/u);
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
/** No phone number in use is longer, although E.164 has room for fifteen digits. */
const mostOfAPhone = 13;

/** The longest card number that begins here, so that one of 19 digits is not left with its tail showing. */
const cardFrom = (
  pieces: readonly string[],
  place: number,
): { readonly digits: string; readonly next: number } | null => {
  if (!isGroup(pieces[place])) return null;

  const fewest = isPlus(pieces[place - 1]) ? mostOfAPhone + 1 : 13;
  let longest = null;
  let digits = "";
  for (let next = place; next < pieces.length && digits.length <= mostDigits; next += 2) {
    digits += Array.from(pieces[next] ?? "", plainDigit).join("");
    if (isCard(digits, fewest)) longest = { digits, next: next + 1 };
  }
  return longest;
};

const isGroup = (piece = ""): boolean => /^\p{Nd}/u.test(piece);
const isPlus = (piece = ""): boolean => piece.endsWith("+");

const isCard = (digits: string, fewest: number): boolean =>
  digits.length >= fewest && digits.length <= mostDigits && passesLuhn(digits);

/** Every script keeps its ten digits side by side, 0 first; the mathematical ones have plain likenesses. */
const plainDigit = (digit: string): string => {
  const plain = digit.normalize("NFKC");
  if (/^\d$/.test(plain)) return plain;
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
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
