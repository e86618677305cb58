import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import type { CsvFile } from "#adapters/csv/inspect";

/** A row of the file, and the line on which it begins. */
type Row = { readonly line: number; readonly cells: readonly string[] };

type CsvBroken = Error & { readonly code: "import_invalid"; readonly line: number };

export const isCsvBroken = (error: unknown): error is CsvBroken =>
  error instanceof Error && error.name === "CsvBroken";

/** Longer is no row of a customer list; most often nobody has closed a quote, and all the rest is one cell. */
const longestRow = 65_536;

/**
 * The rows of an inspected file, the header first, in batches; no more than a batch is in memory. Lines
 * end as they like, quoted cells may hold any of it, lines without a word are left out.
 *
 * Throws `CsvBroken` with the line from which no rows can be made out. What came before has been given.
 */
export async function* csvRows(
  { path, delimiter }: Pick<CsvFile, "path" | "delimiter">,
  batch: number,
): AsyncGenerator<readonly Row[]> {
  const reader = createReader(delimiter);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark }) as AsyncIterable<Buffer>) {
      await reader.write(chunk);
      while (reader.rows.length >= batch) yield reader.rows.splice(0, batch);
    }
    await reader.end();
  } catch (error) {
    while (reader.rows.length > 0) yield reader.rows.splice(0, batch);
    throw error instanceof CsvError ? broken(reader.lastLine() + 1) : error;
  }
  while (reader.rows.length > 0) yield reader.rows.splice(0, batch);
}

const highWaterMark = 128 * 1024;

/** Rows are taken as the parser meets them: in its own stream they would be lost with the first broken one. */
const createReader = (delimiter: string) => {
  const rows: Row[] = [];
  let lastLine = 0;
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: longestRow,
    on_record: (cells: string[], { lines }) => {
      rows.push({ line: lines - lineEndsIn(cells), cells });
      lastLine = lines;
      return null;
    },
  });
  parser.on("error", () => {}); // Whoever writes is told.
  parser.resume();
  const told = (resolve: () => void, reject: (error: Error) => void) => (error?: Error | null) =>
    error === undefined || error === null ? resolve() : reject(error);
  return {
    rows,
    lastLine: () => lastLine,
    write: (chunk: Buffer) =>
      new Promise<void>((resolve, reject) => void parser.write(chunk, told(resolve, reject))),
    end: () => new Promise<void>((resolve, reject) => void parser.end(told(resolve, reject))),
  };
};

const lineEndsIn = (cells: readonly string[]): number => {
  let count = 0;
  for (const cell of cells) if (cell.includes("\n")) count += cell.split("\n").length - 1;
  return count;
};

const broken = (line: number): CsvBroken =>
  Object.assign(
    new Error(
      `Cannot read on from line ${line}: a quote there is never closed, or the row is endless.`,
    ),
    { name: "CsvBroken", code: "import_invalid" as const, line },
  );
