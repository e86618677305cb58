import { emailFrom } from "#core/intake/plain-text";
import { type E164, phoneFrom } from "#core/kernel/phone";

/** What somebody who looks for a customer has typed, as far as it can be looked for. */
export type Sought =
  /** `phone` where the digits are a whole number; `digits` are those that a number may end with. */
  | { readonly by: "number"; readonly phone: E164 | null; readonly digits: string }
  | { readonly by: "email"; readonly email: string }
  /** Each begins a word of the name, in any order. */
  | { readonly by: "name"; readonly words: readonly string[] };

/** `null` for what too many would match: fewer than three digits, or than two letters. `country` is the business's. */
export const soughtFrom = (text: string, country: string): Sought | null => {
  if (/^[\p{Nd}\s()+./\p{Pd}\p{Cf}]+$/u.test(text)) {
    const digits = digitsIn(text);
    return digits.length < 3 ? null : { by: "number", phone: phoneFrom(text, country), digits };
  }
  const email = text.includes("@") ? emailFrom(text) : null;
  if (email !== null) return { by: "email", email: email.toLowerCase() };
  const words = wordsIn(text);
  return words.join("").length < 2 ? null : { by: "name", words };
};

type Person = {
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
};

/** Whether this is one of those who are looked for. */
export const isSought = (sought: Sought, { name, phone, email }: Person): boolean => {
  switch (sought.by) {
    case "number":
      return phone !== null && digitsIn(phone).endsWith(sought.digits);
    case "email":
      return email?.toLowerCase() === sought.email;
    case "name":
      return isNamed(sought.words, name);
  }
};

const isNamed = (words: readonly string[], name: string | null): boolean => {
  const own = wordsIn(name ?? "");
  return words.every((word) => own.some((one) => one.startsWith(word)));
};

/** Without case and accents: whoever types "jose" finds José. */
const wordsIn = (text: string): readonly string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/** 0 to 9, also in the full width of East Asian keyboards. */
const digitsIn = (text: string): string => text.normalize("NFKC").replace(/[^0-9]/g, "");
