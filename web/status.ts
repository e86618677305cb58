import type { AppointmentStatus } from "#core/appointment/state";
import { type Markup, pill } from "#web/layout";

/** The state of a visit as a word with a colour that says no more than the word does. */
export const statusPill = (status: AppointmentStatus): Markup => {
  const { tone, word } = words[status];
  return pill(tone, word);
};

const words = {
  booked: { tone: "neutral", word: "Booked" },
  confirmed: { tone: "good", word: "Confirmed" },
  rescheduled: { tone: "warning", word: "Being moved" },
  in_progress: { tone: "good", word: "Under way" },
  completed: { tone: "neutral", word: "Over" },
  no_show: { tone: "bad", word: "Did not come" },
  cancelled: { tone: "bad", word: "Cancelled" },
} as const satisfies Record<AppointmentStatus, { readonly tone: string; readonly word: string }>;

/** Who it is, for a page: `null` is said in words, and so is an erasure. */
export const personName = (person: {
  readonly name: string | null;
  readonly isErased: boolean;
}): string => {
  if (person.isErased) return "Erased";
  return person.name === null || person.name.trim() === "" ? "No name given" : person.name;
};
