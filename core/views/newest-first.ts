import type { Instant } from "#core/kernel/time";

/** A text that stands the earlier in a list, the later the moment is; without a moment, at its end. */
export const newestFirst = (at: Instant | null): string => {
  if (at === null) return "z";
  let turned = "";
  for (const letter of at) turned += nines[letter] ?? letter;
  return turned;
};

const nines: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from("0123456789", (digit) => [digit, String(9 - Number(digit))]),
);
