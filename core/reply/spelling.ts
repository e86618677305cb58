/**
 * Puts misspelled words right: those that decide what an answer means, and no others.
 *
 * A word is changed only into one of `known`, by one slip of a finger (two in a long word), and only where
 * it is no word itself: "cancer" is not "cancel", and "conform" is not "confirm". Negations are never
 * guessed, and nothing is ever changed into an opt-out word that people write in other senses ("step").
 */
export const correctSpelling = (said: string): string => {
  const words = said.replace(tornStop, "stop").split(" ");
  return words.length > mostWords
    ? said
    : words
        .map((word, n) => (isStopBefore(word, words[n + 1]) ? "stop" : corrected(word)))
        .join(" ");
};

/** A finger that hit the space bar as well: "sto p", "st.op". */
const tornStop = /(?<![^ ])(?:sto p|st op)(?![^ ])/g;

/** What else would "stoo texting me" be? */
const isStopBefore = (word: string, next: string | undefined): boolean =>
  next !== undefined && ofTexts.test(next) && isMisspelledStop(word);

const ofTexts = /^(?:texting|txting|sending|messaging|contacting|bothering|spamming)$/;

/** The whole answer is one word, and that is STOP with a slip. In a sentence "shop" and "top" are words. */
export const isMisspelledStop = (said: string): boolean =>
  /^[a-z]{3,5}$/.test(said) && !stopLookalikes.has(said) && slips(said, "stop", 1) <= 1;

/** A text this long is a letter, not an answer; its words are taken as they stand. */
const mostWords = 120;

const known: readonly string[] = [
  // What an answer means hangs on these, in both languages.
  ..."confirm confirmed confirming reschedule rescheduling rescheduled cancel canceling cancelling".split(
    " ",
  ),
  ..."receive receiving message messages texting reminder reminders".split(" "),
  ..."unsubscribe appointment tomorrow morning afternoon thursday wednesday tuesday saturday".split(
    " ",
  ),
  ..."confirmo confirmar confirmado confirmada cancelar cancelo reprogramar reagendar cambiar".split(
    " ",
  ),
  ..."mensajes recordatorios asistir asistire miercoles".split(" "),
];

const vocabulary: ReadonlySet<string> = new Set(known);

/** Words in their own right that stand one slip away from a known one, and other forms of the known ones. */
const wordsThemselves: ReadonlySet<string> = new Set(
  [
    "cancer cancun canceled cancelled cancels cancela cancele cancelen cancelado cancelada canceles",
    "conform conforme conforms confirma confirme confirmen confirms confirmados confirmamos",
    "appointments unsubscribed reschedules mensaje recordatorio asisto asista mourning cambio cambia",
    "received receives receiver massage massages massaged testing remainder remainders reminded",
    "camping canteen canceler counselling counseling channeling asistira asistiria asistiré cambie",
  ].flatMap((line) => line.split(" ")),
);

/** What nobody means otherwise, and what is too short to be measured. */
const byHeart: Readonly<Record<string, string>> = {
  stpo: "stop",
  sotp: "stop",
  tsop: "stop",
  stp: "stop",
  stopp: "stop",
  sstop: "stop",
  msj: "mensaje",
  msjs: "mensajes",
  mjs: "mensajes",
  q: "que",
  stahp: "stop",
  wanna: "want to",
  unsuscribe: "unsubscribe",
  unscribe: "unsubscribe",
  unsuscribed: "unsubscribed",
  apt: "appointment",
  appt: "appointment",
  appts: "appointments",
  appmt: "appointment",
  apptmt: "appointment",
  tmrw: "tomorrow",
  tmr: "tomorrow",
  tmw: "tomorrow",
  tomm: "tomorrow",
  "2morrow": "tomorrow",
  "2moro": "tomorrow",
  dnt: "dont",
  resched: "reschedule",
  reskd: "reschedule",
  conf: "confirm",
  cnfrm: "confirm",
  cxl: "cancel",
  cancle: "cancel",
  cansel: "cancel",
  cansela: "cancela",
  cansele: "cancele",
  canselar: "cancelar",
};

const stopLookalikes: ReadonlySet<string> = new Set(
  "shop step top slop swop stow stoop sop strop stomp stock stops".split(" "),
);

const undisguised = (word: string): string =>
  disguised.find(([spelt]) => spelt.test(word))?.[1] ?? word;

/** Digits in the place of letters, to get past somebody or something; no number is written so. */
const disguised: readonly (readonly [RegExp, string])[] = [
  [/^[s5][t7][o0]p+1?$/, "stop"],
  [/^un[s5]ub[s5]cr[i1]b[e3]$/, "unsubscribe"],
  [/^qu[i1][t7]$/, "quit"],
  [/^[o0]p[t7][o0]u[t7]$/, "optout"],
  [/^[a4]l[t7][o0]$/, "alto"],
  [/^b[a4][s5][t7][a4]$/, "basta"],
];

const corrected = (word: string): string => {
  if (Object.hasOwn(byHeart, word)) return byHeart[word] ?? word;
  return /\d/.test(word) ? undisguised(word) : withoutSlip(word);
};

const withoutSlip = (word: string): string => {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word;
  if (vocabulary.has(word) || wordsThemselves.has(word)) return word;
  return known.find((one) => isSlipOf(word, one)) ?? word;
};

const isSlipOf = (word: string, meant: string): boolean => {
  const allowed = meant.length >= 9 ? 2 : 1;
  if (word[0] !== meant[0] || Math.abs(word.length - meant.length) > allowed) return false;
  return slips(word, meant, allowed) <= allowed;
};

/**
 * Letters left out, added, changed, or swapped with their neighbour (Damerau–Levenshtein, optimal string
 * alignment); stops counting where a whole row is beyond `most`.
 */
const slips = (one: string, other: string, most: number): number => {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      current.push(
        Math.min(
          cell(rows, row - 1, column) + 1,
          cell(rows, row, column - 1) + 1,
          cell(rows, row - 1, column - 1) + (isSame ? 0 : 1),
          isSwap(one, other, row, column) ? cell(rows, row - 2, column - 2) + 1 : most + 1,
        ),
      );
    }
    if (Math.min(...current) > most) return most + 1;
  }
  return cell(rows, one.length, other.length);
};

const cell = (rows: readonly (readonly number[])[], row: number, column: number): number =>
  rows[row]?.[column] ?? Number.MAX_SAFE_INTEGER;

const isSwap = (one: string, other: string, ...[row, column]: [number, number]): boolean =>
  row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
