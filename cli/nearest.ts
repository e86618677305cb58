/**
 * What was probably meant: the known word with the fewest slips of the finger (a letter too many, too few,
 * another one, or two changed places), if those are few for its length.
 */
export const nearest = (word: string, known: readonly string[]): string | null => {
  const most = Math.max(1, Math.floor(word.length / 3));
  const ranked = known
    .map((one) => ({ one, slips: slipsBetween(word, one) }))
    .filter(({ slips }) => slips <= most)
    .toSorted((a, b) => a.slips - b.slips);
  return ranked[0]?.one ?? null;
};

/** Optimal string alignment distance, a row of the table for each letter. */
const slipsBetween = (from: string, to: string): number => {
  const rows: (readonly number[])[] = [Array.from({ length: to.length + 1 }, (_, n) => n)];
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++)
      line.push(cheapest({ from, to, rows, line, column }));
    rows.push(line);
  }
  return at(rows.at(-1), to.length);
};

type Cell = {
  readonly from: string;
  readonly to: string;
  /** The rows above, and as far as it has come, the cell's own. */
  readonly rows: readonly (readonly number[])[];
  readonly line: readonly number[];
  readonly column: number;
};

const cheapest = ({ from, to, rows, line, column }: Cell): number => {
  const row = rows.length;
  const above = rows[row - 1];
  const isSame = from[row - 1] === to[column - 1];
  const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    at(above, column) + 1,
    at(line, column - 1) + 1,
    at(above, column - 1) + (isSame ? 0 : 1),
    isSwapped ? at(rows[row - 2], column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
};

const at = (line: readonly number[] | undefined, column: number): number =>
  line?.[column] ?? Number.POSITIVE_INFINITY;
