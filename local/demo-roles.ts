import type { TextKind } from "#local/demo-person";
import type { Fixed } from "#local/demo-traits";

/** What somebody in the demo is there to show. */
export type Role =
  | "confirms_at_once"
  | "confirms_two_days_before"
  | "confirms_one_day_before"
  | "says_nothing"
  | "moves"
  | "cancels"
  | "opts_out"
  | "texts_cancel"
  | "asks"
  | "has_no_phone"
  | "has_a_landline"
  | "books_late"
  | "books_very_late"
  | "comes_in_the_evening"
  | "loses_a_reply"
  | "is_told_five_times"
  | "meets_summer_time"
  | "misses_often"
  | "is_kept_away"
  | "is_erased";

/**
 * The week's visits are from Friday to Wednesday; bookings come in from the Thursday on. Summer time begins on
 * the Sunday. On the two days before, some miss visits already; the days after are for whoever comes later.
 */
export const demoDays = {
  mondayBefore: "2026-03-02",
  tuesdayBefore: "2026-03-03",
  thursday: "2026-03-05",
  friday: "2026-03-06",
  saturday: "2026-03-07",
  sunday: "2026-03-08",
  monday: "2026-03-09",
  tuesday: "2026-03-10",
  wednesday: "2026-03-11",
  thursdayAfter: "2026-03-12",
  fridayAfter: "2026-03-13",
  saturdayAfter: "2026-03-14",
  sundayAfter: "2026-03-15",
  mondayAfter: "2026-03-16",
} as const;

/** Said once, some minutes after the first text of this kind has come. */
export type Answer = { readonly to: TextKind; readonly words: readonly string[] };

export type Casting = {
  readonly role: Role;
  readonly count: number;
  readonly days: readonly string[];
  /** Times of day for the visit, where not any time will do. */
  readonly times?: readonly string[];
  /** Booked so many hours ahead, instead of at some moment of the first two days. */
  readonly hoursAhead?: number;
  readonly answer: Answer | null;
  /** May live in another time zone than the clinic. */
  readonly travels?: boolean;
  /** What they are like, where the role says it and not the dice; of several, one after the other. */
  readonly fixed?: readonly Fixed[];
  /** What they say is their role's own words, whatever else comes up. */
  readonly isOutspoken?: boolean;
};

const { friday, monday, tuesday, wednesday } = demoDays;
const anyDay = [friday, monday, tuesday, wednesday];
const laterDays = [monday, tuesday, wednesday];

const yes = ["C", "C", "c", "1", "C please", "Ok, thank you", "I will be there", "Confirmed!"];
const yesTo = (kind: TextKind): Answer => ({ to: kind, words: yes });

const booking = "booked";
const twoDays = "two_days_before";
const oneDay = "one_day_before";

const comesAnyway: Fixed = { heart: "comes_anyway" };
const looks: Fixed = { looksAtTexts: true };

/** One moves, one gives the visit up, and for one it comes up when every reminder has gone. */
const isKeptAway: Fixed = { heart: "is_kept_away", looksAtTexts: true };
const keptAway: readonly Fixed[] = [
  { ...isKeptAway, comesUpAt: 30, wantsAnotherTime: true },
  { ...isKeptAway, comesUpAt: 30, wantsAnotherTime: false },
  {
    ...isKeptAway,
    comesUpAt: 97,
    triesAgain: true,
    form: { afterVisit: "Yes", payments: null },
  },
];

/** The cast: forty customers. */
export const castings: readonly Casting[] = [
  { role: "meets_summer_time", count: 1, days: [monday], times: ["10:00"], answer: yesTo(twoDays) },
  { role: "comes_in_the_evening", count: 1, days: [tuesday], times: ["20:30"], answer: null },
  { role: "books_late", count: 1, days: [tuesday], times: ["15:00"], hoursAhead: 30, answer: null },
  {
    role: "books_very_late",
    count: 1,
    days: [wednesday],
    times: ["14:30"],
    hoursAhead: 5,
    answer: null,
    fixed: [comesAnyway],
  },
  { role: "is_erased", count: 1, days: [friday], answer: yesTo(booking) },
  { role: "loses_a_reply", count: 1, days: [tuesday], answer: yesTo(twoDays) },
  { role: "is_told_five_times", count: 1, days: laterDays, answer: yesTo(booking) },
  { role: "has_no_phone", count: 1, days: laterDays, answer: null },
  { role: "has_a_landline", count: 1, days: laterDays, answer: null },
  { role: "moves", count: 4, days: [monday], answer: yesTo("moved"), fixed: [comesAnyway] },
  { role: "cancels", count: 3, days: laterDays, answer: null, fixed: [comesAnyway] },
  {
    role: "misses_often",
    count: 2,
    days: laterDays,
    answer: null,
    fixed: [{ heart: "is_not_bound", looksAtTexts: true }],
  },
  { role: "is_kept_away", count: 3, days: laterDays, answer: null, fixed: keptAway },
  {
    role: "opts_out",
    count: 2,
    days: laterDays,
    answer: { to: booking, words: ["STOP", "Please stop texting me"] },
    isOutspoken: true,
    fixed: [looks],
  },
  {
    role: "texts_cancel",
    count: 1,
    days: laterDays,
    answer: { to: twoDays, words: ["CANCEL"] },
    fixed: [isKeptAway],
    isOutspoken: true,
  },
  {
    role: "asks",
    count: 1,
    days: laterDays,
    answer: { to: booking, words: ["Is there parking nearby?", "Can I bring my dog?"] },
    isOutspoken: true,
    fixed: [looks],
  },
  { role: "confirms_at_once", count: 5, days: anyDay, answer: yesTo(booking), travels: true },
  {
    role: "confirms_two_days_before",
    count: 5,
    days: laterDays,
    answer: yesTo(twoDays),
    travels: true,
  },
  {
    role: "confirms_one_day_before",
    count: 3,
    days: laterDays,
    answer: yesTo(oneDay),
    travels: true,
  },
  { role: "says_nothing", count: 2, days: anyDay, answer: null },
];

export const givenNames =
  "Ada Bela Carmen Dario Elif Farid Greta Hugo Imani Jonas Kaya Luis Mina Noor Otis Paula Quinn Rosa Samir Tess Uma Viktor Wanda Ximena Yusuf Zoe Anton Bruna Chidi Dalia Emil Fiona Goran Hana Ivo June Keiko Leon Mabel Nils".split(
    " ",
  );
export const familyNames =
  "Abbott Baker Castillo Dunn Eriksen Fox Garcia Hale Ito Jansen Kowalski Lind Moreno Novak Okafor Petrov Reyes Sato Tran Vargas".split(
    " ",
  );
