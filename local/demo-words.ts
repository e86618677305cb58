import { spokenName } from "#core/views/spoken-time";

/** `2 two-day reminders`, `1 thank-you`: what a template is called in the demo's summary. */
export const textWord = (template: string, count: number): string => {
  const [one, many] = words[template] ?? [spokenName(template), spokenName(template)];
  return count === 1 ? one : many;
};

const words: Readonly<Record<string, readonly [string, string]>> = {
  "booking-confirmation": ["booking text", "booking texts"],
  "booking-moved": ["new-time text", "new-time texts"],
  "reminder-two-days": ["two-day reminder", "two-day reminders"],
  "reminder-one-day": ["one-day reminder", "one-day reminders"],
  "confirmed-thanks": ["thank-you", "thank-yous"],
  "review-request": ["review question", "review questions"],
  "review-follow-up": ["second review question", "second review questions"],
  "review-thanks": ["thanks for a review", "thanks for reviews"],
  "rebooking-offer": ["next-visit offer", "next-visit offers"],
  "missed-visit-offer": ["missed-visit text", "missed-visit texts"],
  "missed-visit-offer-deposit": [
    "missed-visit text with deposit",
    "missed-visit texts with deposit",
  ],
  "deposit-request": ["deposit request", "deposit requests"],
  "deposit-reminder": ["deposit reminder", "deposit reminders"],
  "reschedule-link": ["page to move a visit", "pages to move a visit"],
  "cancel-link": ["page to give a visit up", "pages to give a visit up"],
};

/** Breaks at spaces so that no line is longer than `width`; the lines after the first begin with `indent`. */
export const wrapped = (text: string, indent: string, width = 80): string => {
  const [first = "", ...words] = text.split(" ");
  const done: string[] = [];
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (longer.length > width) done.push(line);
    line = longer.length > width ? `${indent}${word}` : longer;
  }
  return [...done, line].join("\n");
};
