import { type Instant, type WallClock, wallClock, type Zone } from "#core/kernel/time";

/**
 * The times of day that an answer names. "See you at 3pm" is a confirmation of a visit at three in the afternoon
 * and of no other.
 */
export type SaidTime =
  | {
      readonly minuteOfDay: number;
      /** Morning or afternoon is told; else "10" is either. */
      readonly isWhole: boolean;
      /** Numbers with nothing beside them may be a day and its month as well ("el viernes 4", "3/12"). */
      readonly orDate: readonly number[] | null;
    }
  | { readonly stretch: keyof typeof stretches };

/** Reads them out of plain words. */
export const saidTimes = (said: string): readonly SaidTime[] => {
  const inDigits = withDigits(said).replace(tenFour, " ");
  return [
    ...[...inDigits.matchAll(clockTime)].flatMap(({ groups = {} }) => clockRead(groups)),
    ...[...inDigits.replace(clockTime, " ").matchAll(stretchWords)].map(([words]) => ({
      stretch: stretchOf(words),
    })),
  ];
};

/** Out of a text of ours that is quoted: "10:00 AM", "15:30". */
export const quotedTimes = (quoted: string): readonly SaidTime[] =>
  [...quoted.toLowerCase().matchAll(/(?<![\d:])(\d{1,2}):(\d{2})(?:\s?([ap])\.?\s?m)?/gu)].map(
    ([, hour = "", minute = "", half]) =>
      clock({ at: "at", hour, minute, ...(half && { half: `${half}m` }) }),
  );

/** The words with each time of day in them put into one word, to be accounted for. */
export const withoutTimes = (said: string, word: string): string =>
  withDigits(said).replace(clockTime, word).replace(restOfDay, word);

/** Whether a time or a date is named for certain: not by one number alone, which may count minutes or children. */
export const namesTime = (said: string): boolean =>
  saidTimes(said).some((time) => "stretch" in time || time.orDate?.length !== 1);

/** Whether a visit at this moment is at all of these times. Where nobody knows its zone, nobody can tell. */
export const isAt = (
  times: readonly SaidTime[],
  { start, zone }: { readonly start: Instant; readonly zone: Zone | null },
): boolean => times.length === 0 || (zone !== null && isAtClock(times, wallClock(start, zone)));

export const isAtClock = (
  times: readonly SaidTime[],
  visit: Pick<WallClock, "date" | "minuteOfDay">,
): boolean => times.every((time) => fits(time, visit));

/** Whoever says "9:50" of a visit at ten comes in good time; whoever says "10:10" is asked. */
const earlyMinutes = 15;
const dayMinutes = 24 * 60;

const fits = (
  time: SaidTime,
  { date, minuteOfDay }: Pick<WallClock, "date" | "minuteOfDay">,
): boolean => {
  if ("stretch" in time) {
    const [from, until] = stretches[time.stretch];
    return minuteOfDay >= from * 60 && minuteOfDay < until * 60;
  }
  if (time.orDate?.every((one) => dayAndMonth(date).includes(one)) === true) return true;
  const round = time.isWhole ? dayMinutes : dayMinutes / 2;
  return (((minuteOfDay - time.minuteOfDay) % round) + round) % round <= earlyMinutes;
};

const dayAndMonth = (date: string): readonly number[] => date.split("-").slice(1).map(Number);

/** From which hour to which; "tarde" begins at noon, and "evening" before dark. */
const stretches = { morning: [0, 12], afternoon: [12, 24], evening: [16, 24] } as const;

const stretchOf = (words: string): keyof typeof stretches => {
  if (/manana$|morning$/.test(words)) return "morning";
  return /tarde$|afternoon$/.test(words) ? "afternoon" : "evening";
};

type Groups = Readonly<Record<string, string | undefined>>;

const clockRead = (groups: Groups): readonly SaidTime[] =>
  groups["noon"] === undefined ? [clock(groups)] : [clock({ hour: "12", half: "pm" })];

const clock = (groups: Groups): SaidTime => {
  const { at, hour, minute, fraction } = groups;
  const half = halfIn(groups);
  const isBare = [at, fraction, half].every((one) => one === undefined);
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + hoursBefore[half];
  return {
    minuteOfDay: hours * 60 + Number(minutesOf[fraction ?? ""] ?? minute ?? 0),
    isWhole: half !== undefined || hours > 12,
    orDate: isBare
      ? [hour, minute].flatMap((one) => (one === undefined ? [] : [Number(one)]))
      : null,
  };
};

const halfIn = ({ half, of }: Groups): keyof typeof hoursBefore | undefined => {
  if (half === "am" || half === "pm") return half;
  if (of === undefined) return undefined;
  return stretchOf(of) === "morning" ? "am" : "pm";
};

const hoursBefore = { am: 0, pm: 12 } as const;
const minutesOf: Readonly<Record<string, number>> = { media: 30, cuarto: 15 };

/** Said over a radio it is no time. */
const tenFour = /(?<![^ ])10 4(?![^ ])/g;

const ofDay = "(?:de|en|por) la (?:manana|tarde|noche)|in the (?:morning|afternoon|evening)";

/** A time of day on the clock, or noon. */
const clockTime = new RegExp(
  "(?<![^ ])(?:" +
    "(?<at>at |a las? |las? )?(?<hour>\\d{1,2})(?: (?<minute>\\d{2})(?!\\d)| y (?<fraction>media|cuarto))?" +
    `(?: (?<half>am|pm)| oclock| hrs?| horas)?(?: (?<of>${ofDay}))?` +
    "|(?:at )?(?<noon>noon|midday|(?:al )?mediodia))(?![^ ])",
  "gu",
);

/** A greeting is none: "good afternoon" says when it was written. */
const stretchWords = new RegExp(
  `(?<![^ ])(?:${ofDay}|esta (?:tarde|noche)|tonight|(?:this|tomorrow|\\w+day|mon|tues?|wed|thu|thurs?|fri|sat|sun) (?:morning|afternoon|evening|night))(?![^ ])`,
  "gu",
);

/** Those of them whose words confirm nothing by themselves. */
const restOfDay = new RegExp(
  `(?<![^ ])(?:(?:de|en|por) la (?:tarde|noche)|esta (?:tarde|noche))(?![^ ])`,
  "gu",
);

const numbers = [
  "one|una",
  "two|dos",
  "three|tres",
  "four|cuatro",
  "five|cinco",
  "six|seis",
  "seven|siete",
  "eight|ocho",
  "nine|nueve",
  "ten|diez",
  "eleven|once",
  "twelve|doce",
] as const;

/** Only where a time is told: "at ten", "a las diez", "ten am". */
const spelledHour = new RegExp(
  `(?<=(?<![^ ])(?:at|a las?|las) )(?:${numbers.join("|")})(?![^ ])|(?<![^ ])(?:${numbers.join("|")})(?= (?:am|pm|oclock)(?![^ ]))`,
  "gu",
);

const withDigits = (said: string): string =>
  said.replace(spelledHour, (word) =>
    String(numbers.findIndex((names) => names.split("|").includes(word)) + 1),
  );
