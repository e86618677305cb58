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
  | "is_erased";

/** Visits are on these days; bookings come in from the Thursday on. Summer time begins on the Sunday. */
export const demoDays = {
  thursday: "2026-03-05",
  friday: "2026-03-06",
  saturday: "2026-03-07",
  sunday: "2026-03-08",
  monday: "2026-03-09",
  tuesday: "2026-03-10",
  wednesday: "2026-03-11",
} as const;

/** Said once, some minutes after the first text made from this template has come. */
export type Answer = { readonly to: string; readonly words: readonly string[] };

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
};

const { friday, monday, tuesday, wednesday } = demoDays;
const anyDay = [friday, monday, tuesday, wednesday];
const laterDays = [monday, tuesday, wednesday];

const yes = ["C", "C", "c", "1", "C please", "Ok, thank you", "I will be there", "Confirmed!"];
const yesTo = (template: string): Answer => ({ to: template, words: yes });

const booking = "booking-confirmation";
const twoDays = "reminder-two-days";
const oneDay = "reminder-one-day";

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
  },
  { role: "is_erased", count: 1, days: [friday], answer: yesTo(booking) },
  { role: "loses_a_reply", count: 1, days: [tuesday], answer: yesTo(twoDays) },
  { role: "is_told_five_times", count: 1, days: laterDays, answer: yesTo(booking) },
  { role: "has_no_phone", count: 1, days: laterDays, answer: null },
  { role: "has_a_landline", count: 1, days: laterDays, answer: null },
  { role: "moves", count: 4, days: [monday], answer: yesTo("booking-moved") },
  { role: "cancels", count: 3, days: laterDays, answer: null },
  {
    role: "opts_out",
    count: 2,
    days: laterDays,
    answer: { to: booking, words: ["STOP", "Please stop texting me"] },
  },
  { role: "texts_cancel", count: 1, days: laterDays, answer: { to: twoDays, words: ["CANCEL"] } },
  {
    role: "asks",
    count: 1,
    days: laterDays,
    answer: { to: booking, words: ["Is there parking nearby?", "Can I bring my dog?"] },
  },
  { role: "confirms_at_once", count: 5, days: anyDay, answer: yesTo(booking), travels: true },
  {
    role: "confirms_two_days_before",
    count: 7,
    days: laterDays,
    answer: yesTo(twoDays),
    travels: true,
  },
  {
    role: "confirms_one_day_before",
    count: 4,
    days: laterDays,
    answer: yesTo(oneDay),
    travels: true,
  },
  { role: "says_nothing", count: 4, days: anyDay, answer: null },
];

export const givenNames =
  "Ada Bela Carmen Dario Elif Farid Greta Hugo Imani Jonas Kaya Luis Mina Noor Otis Paula Quinn Rosa Samir Tess Uma Viktor Wanda Ximena Yusuf Zoe Anton Bruna Chidi Dalia Emil Fiona Goran Hana Ivo June Keiko Leon Mabel Nils".split(
    " ",
  );
export const familyNames =
  "Abbott Baker Castillo Dunn Eriksen Fox Garcia Hale Ito Jansen Kowalski Lind Moreno Novak Okafor Petrov Reyes Sato Tran Vargas".split(
    " ",
  );
