import { type Instant, msBetween, plusMs } from "#core/kernel/time";
import type { Dice } from "#local/demo-dice";

/**
 * What a simulated customer is like: settled once by the seed, and the same whether anybody texts them or
 * not. Nothing here says what a text does; that follows when one arrives (`demo-person.ts`).
 */
export type Traits = {
  /**
   * `comes_anyway`: needs no text. `forgets`: comes only if they looked at a text about the visit in the three
   * days before it. `is_kept_away`: something comes up; they say so only if a text asks. `is_not_bound`: comes
   * only for money of their own.
   */
  readonly heart: Heart;
  /** When something comes up, for those whom it keeps away; `null` for the others. */
  readonly keptAwayFrom: Instant | null;
  readonly wantsAnotherTime: boolean;
  readonly looksAtTexts: boolean;
  readonly pays: "at_once" | "when_reminded" | "never";
  readonly saysHowItWas: boolean;
  readonly triesAgain: boolean;
  readonly comesBack: boolean;
  /** What they answer to the booking form's questions about texts; `null` leaves one blank. */
  readonly form: { readonly afterVisit: FormWord; readonly payments: FormWord };
};

export type Heart = "comes_anyway" | "forgets" | "is_kept_away" | "is_not_bound";
type FormWord = "Yes" | "No" | null;

/** How many of 100 are so. Assumptions, each of them: docs/concepts/simulated-customers.md. */
const assumptions = {
  heart: { comes_anyway: 84, forgets: 12, is_kept_away: 4 },
  wantsAnotherTime: 60,
  looksAtTexts: 94,
  pays: { at_once: 50, when_reminded: 20, never: 30 },
  saysHowItWas: 35,
  triesAgain: 50,
  comesBack: 20,
  form: { Yes: 90, No: 6, blank: 4 },
} as const;

/**
 * Deals the hearts among so many customers as cards are dealt: how many have which is fixed by the shares, the
 * seed says who. Thrown one by one, a small week would differ from its shares by more than any text could do.
 */
export const dealtHearts = (dice: Dice, count: number): readonly Heart[] => {
  const { forgets, is_kept_away } = assumptions.heart;
  const of = (share: number): number => Math.round((share * count) / 100);
  const deck = Array.from({ length: count }, (_, index): Heart => {
    if (index < of(forgets)) return "forgets";
    return index < of(forgets) + of(is_kept_away) ? "is_kept_away" : "comes_anyway";
  });
  return dice.shuffled(deck);
};

/** What somebody is like because they are there to show it. */
export type Fixed = Partial<Omit<Traits, "keptAwayFrom">> & {
  /** After how many of 100 parts of the time between booking and visit something comes up. */
  readonly comesUpAt?: number;
};

/** Everything but the heart, and what is fixed, is thrown for each by themselves. */
export const traitsFrom = (
  dice: Dice,
  visit: { readonly bookedAt: Instant; readonly start: Instant },
  fixed: Fixed & { readonly heart: Heart },
): Traits => {
  const comesUpAt = dice.between(1, 99);
  const traits = {
    wantsAnotherTime: isSo(dice, assumptions.wantsAnotherTime),
    looksAtTexts: isSo(dice, assumptions.looksAtTexts),
    pays: oneOf(dice, assumptions.pays),
    saysHowItWas: isSo(dice, assumptions.saysHowItWas),
    triesAgain: isSo(dice, assumptions.triesAgain),
    comesBack: isSo(dice, assumptions.comesBack),
    form: { afterVisit: formWord(dice), payments: formWord(dice) },
    ...fixed,
  };
  const aheadMs = msBetween(visit.bookedAt, visit.start);
  const isKeptAway = traits.heart === "is_kept_away";
  const keptAwayFrom = plusMs(
    visit.bookedAt,
    Math.floor((aheadMs * (fixed.comesUpAt ?? comesUpAt)) / 100),
  );
  const { comesUpAt: _, ...settled } = traits;
  return { ...settled, keptAwayFrom: isKeptAway ? keptAwayFrom : null };
};

const isSo = (dice: Dice, ofHundred: number): boolean => dice.between(1, 100) <= ofHundred;

const formWord = (dice: Dice): FormWord => {
  const word = oneOf(dice, assumptions.form);
  return word === "blank" ? null : word;
};

const oneOf = <Name extends string>(dice: Dice, shares: Readonly<Record<Name, number>>): Name => {
  let left = dice.between(1, 100);
  const names = Object.keys(shares) as Name[];
  const thrown = names.find((name) => {
    left -= shares[name];
    return left <= 0;
  });
  if (thrown === undefined) throw new Error("Cannot throw: the shares are not of a hundred");
  return thrown;
};
