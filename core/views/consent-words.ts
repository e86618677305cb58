import type { ConsentPurpose } from "#core/policy/purpose";

/** What a customer has said about texts, in the words that people read on a page and in a terminal. */

export const purposeWords: Readonly<Record<ConsentPurpose, string>> = {
  reminder: "About their visits",
  deposit: "About money",
  review: "Asking how a visit was",
  marketing: "With offers",
};

export type SaidOfConsent =
  | { readonly kind: "opted_out" | "opted_in" }
  | { readonly kind: "granted" | "withdrawn"; readonly purpose: ConsentPurpose };

/** `allowed texts about money`. */
export const changeWords = (change: SaidOfConsent): string => {
  if (!("purpose" in change))
    return change.kind === "opted_out" ? "opted out of all texts" : "opted in again";
  const about = purposeWords[change.purpose].toLowerCase();
  return change.kind === "granted" ? `allowed texts ${about}` : `no texts ${about}`;
};

/** `on a form`; a way that nobody knows is told as it is. */
export const howSaid = (how: string): string => howWords[how] ?? how;

const howWords: Readonly<Record<string, string>> = {
  text: "by text",
  operator: "recorded by an operator",
  carrier: "told by the carrier",
  booking: "by giving the phone with a booking",
  form: "on a form",
  spoken: "in a talk",
  written: "in writing",
  import: "in a list that was imported",
};
