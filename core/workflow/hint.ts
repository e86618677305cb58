/** ` (did you mean "start"?)` where one of the known words is near enough, else nothing. */
export const hint = (word: string, known: readonly string[]): string => {
  const guess = nearest(word.slice(0, 64), known);
  return guess === null ? "" : ` (did you mean "${guess}"?)`;
};

/** The known word with the fewest typing slips between; `null` where more than a third would be slips. */
const nearest = (word: string, known: readonly string[]): string | null => {
  const allowed = Math.min(3, Math.max(1, Math.ceil(word.length / 3)));
  const [best] = known
    .map((candidate) => ({ candidate, slips: slipsBetween(word, candidate) }))
    .filter(({ slips }) => slips <= allowed)
    .toSorted((one, other) => one.slips - other.slips);
  return best?.candidate ?? null;
};

/** Levenshtein's distance: letters added, left out, mistaken. */
const slipsBetween = (one: string, other: string): number => {
  const start = Array.from({ length: other.length + 1 }, (_, column) => column);
  const last = Array.from(one).reduce<readonly number[]>(
    (above, letter) => rowBelow(above, letter, other),
    start,
  );
  return cell(last, other.length);
};

const rowBelow = (above: readonly number[], letter: string, other: string): number[] => {
  const row = [cell(above, 0) + 1];
  for (let column = 1; column <= other.length; column += 1) {
    const mistaken = other[column - 1] === letter ? 0 : 1;
    row.push(
      Math.min(
        cell(above, column) + 1,
        cell(row, column - 1) + 1,
        cell(above, column - 1) + mistaken,
      ),
    );
  }
  return row;
};

const cell = (row: readonly number[], column: number): number => row[column] ?? 0;
