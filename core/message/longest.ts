import { memo } from "#core/kernel/memo";
import { at, type Instant, type Zone } from "#core/kernel/time";
import { inGsmLetters } from "#core/message/gsm-letters";
import type { TextRules } from "#core/message/rules";
import { segmentsOf } from "#core/message/segments";
import { type MessageValues, spokenClock, zoneNote } from "#core/message/values";

/**
 * Values than which none longer can occur: for each language of the pack its longest day, time and note of a zone,
 * and the longest name, phone and link that the pack's limits allow; with links and without, with the note and
 * without, confirmed and not, because a template may say something else then. A text that keeps the rules with all of them keeps
 * them with any.
 */
export const longestValues = (rules: TextRules): readonly MessageValues[] => {
  const { clinicName, clinicPhone, link } = rules.limits;
  const address = filled("https://example.com/", "a", link);
  const clinic = {
    name: filled("The Clinic", "-Clinic", clinicName),
    phone: filled("(404) 555-1234", "0", clinicPhone),
    review_link: address,
    booking_link: address,
  };
  return rules.locales.flatMap((locale) => {
    const { day, time, note } = longestWords(locale);
    return ["", note].flatMap((zone_note) =>
      linksOf(address).flatMap((values) =>
        [false, true].map((is_confirmed) => ({
          clinic,
          appointment: { day, time, zone_note },
          is_confirmed,
          ...values,
        })),
      ),
    );
  });
};

/** With a deposit's link beside none of the others and beside all of them: what lies between is shorter. */
const linksOf = (address: string): readonly Pick<MessageValues, "links" | "deposit">[] => [
  ...[address, null].flatMap((reschedule) =>
    [address, null].map((cancel) => ({ links: { reschedule, cancel }, deposit: noDeposit })),
  ),
  ...[null, address].map((one) => ({
    links: { reschedule: one, cancel: one },
    deposit: { link: address },
  })),
];

const noDeposit = { link: null };

const filled = (start: string, rest: string, length: number): string =>
  start.padEnd(length, rest).slice(0, length);

const longestWords = memo(20, (locale: string) => {
  const days = moments.map((moment) => spokenClock(locale, utc, moment));
  return {
    day: widest(days.map(({ day }) => day)),
    time: widest(days.map(({ time }) => time)),
    note: widest(moments.map((moment) => zoneNote(locale, chatham, moment))),
  };
});

const twoDigits = (number: number): string => String(number).padStart(2, "0");

const utc = "UTC" as Zone;

/**
 * Where a zone has no short name in a language, it is told by its distance to Greenwich; nowhere has that more
 * digits than 12 or 13 hours and 45 minutes. Names are shorter.
 */
const chatham = "Pacific/Chatham" as Zone;

/** Days of two digits on each weekday of each month, and over them each hour of the day. */
const moments: readonly Instant[] = Array.from({ length: 12 * 7 }, (_, index) => {
  const month = twoDigits(1 + Math.floor(index / 7));
  return at(`2026-${month}-${22 + (index % 7)}T${twoDigits(index % 24)}:30:00Z`);
});

/** Of a text that would be cut into parts of 70 characters, every character weighs more. */
const weightOf = (text: string): number => {
  const { encoding, units } = segmentsOf(inGsmLetters(text));
  return encoding === "gsm7" ? units : units * 160;
};

const widest = (texts: readonly string[]): string =>
  texts.reduce((most, one) => (weightOf(one) > weightOf(most) ? one : most), "");
