import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import type { CsvFile } from "#adapters/csv/inspect";

/** A row of the file, and the line on which it begins. */
type Row = { readonly line: number; readonly cells: readonly string[] };

export type CsvBroken = Error & { readonly code: "import_invalid"; readonly line: number };

export const isCsvBroken = (error: unknown): error is CsvBroken =>
  error instanceof Error && error.name === "CsvBroken";

/** A row longer than this has a quote that nobody closed: the rest of the file would be one cell. */
const longestRow = 65_536;

/**
 * The rows of an inspected file, the header first, in batches; no more than a batch is in memory. Lines
 * end as they like, quoted cells may hold any of it, lines without a word are left out.
 *
 * Throws `CsvBroken` with the line where the quotes do not come out even. What came before has been given.
 */
export async function* csvRows(
  { path, delimiter }: Pick<CsvFile, "path" | "delimiter">,
  batch: number,
): AsyncGenerator<readonly Row[]> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: longestRow,
  });
  source.once("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let rows: Row[] = [];
  let lastLine = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      rows.push({ line: info.lines - lineEndsIn(record), cells: record });
      lastLine = info.lines;
      if (rows.length < batch) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    if (rows.length > 0) yield rows;
    throw error instanceof CsvError ? broken(lastLine + 1) : error;
  } finally {
    source.destroy();
  }
  if (rows.length > 0) yield rows;
}

type Parsed = { readonly record: string[]; readonly info: { readonly lines: number } };

const lineEndsIn = (cells: readonly string[]): number => {
  let count = 0;
  for (const cell of cells) if (cell.includes("\n")) count += cell.split("\n").length - 1;
  return count;
};

const broken = (line: number): CsvBroken =>
  Object.assign(
    new Error(`Cannot read on from line ${line}: a quote that begins there is never closed.`),
    { name: "CsvBroken", code: "import_invalid" as const, line },
  );
