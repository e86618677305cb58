import { type CsvFile, type CsvUnusable, inspectCsv } from "#adapters/csv/inspect";
import { csvRows, isCsvBroken } from "#adapters/csv/rows";
import type { App } from "#core/app/app";
import { createImport, type ListRow, type RowOutcome } from "#core/app/import-customers";
import { type Columns, columnsFrom, type Field, type HeaderInvalid } from "#core/import/columns";
import { ok, type Result } from "#core/kernel/result";
import { tenant } from "#local/seed";

export type ImportWish = {
  readonly path: string;
  readonly importId: string;
  readonly operator: string;
  readonly isDryRun: boolean;
  /** ISO 3166 country of numbers without a `+`; the business's own where nothing is said. */
  readonly country: string | null;
  /** Where the consents of the list can be looked up, for rows that do not say so themselves. */
  readonly evidence: string | null;
  readonly columns: Readonly<Partial<Record<Field, string>>>;
};

export type ImportWatch = {
  /** Called when the header has been understood, before the first row. */
  readonly onColumns: (columns: Columns) => void;
  readonly onRejected: (outcome: RowOutcome) => void;
  readonly onProgress: (rows: number, of: number) => void;
  /** Asked between batches: whoever wants to stop gets a whole number of them, with the one that is under way. */
  readonly isStopped: () => boolean;
};

const silent: ImportWatch = {
  onColumns: () => {},
  onRejected: () => {},
  onProgress: () => {},
  isStopped: () => false,
};

export type ImportReport = {
  readonly importId: string;
  readonly isDryRun: boolean;
  readonly rows: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Rows that ask for no more texts, of which all but those `lost` are in force. */
  readonly optOuts: { readonly kept: number; readonly lost: number };
  /** `broken`: the file could not be read on from `line`. `stopped`: somebody wanted it so. */
  readonly ended: "whole" | "broken" | "stopped";
  readonly line: number | null;
};

/** Rows that are decided side by side, and so share their way to the disk. */
const batchRows = 1_024;

/** A list whose header has been understood, before its first row is taken. */
export type List = {
  readonly file: CsvFile;
  readonly columns: Columns;
  readonly rows: AsyncIterable<readonly ListRow[]>;
};

/** Looks a file through once. What is wrong with a single row concerns that row alone, when its turn comes. */
export const openList = async ({
  path,
  columns: chosen,
}: Pick<ImportWish, "path" | "columns">): Promise<Result<List, CsvUnusable | HeaderInvalid>> => {
  const file = await inspectCsv(path);
  if (!file.ok) return file;
  const batches = csvRows(file.value, batchRows);
  const [header, ...first] = (await batches.next()).value ?? [];
  const columns = columnsFrom(header?.cells ?? [], chosen);
  if (!columns.ok) return columns;
  return ok({ file: file.value, columns: columns.value, rows: following(first, batches) });
};

/** Imports the rows of a list. */
export const importList = async (
  app: Pick<App, "tenants"> & Parameters<typeof createImport>[0],
  { file, columns, rows }: List,
  ...[wish, watch = silent]: [ImportWish, ImportWatch?]
): Promise<ImportReport> => {
  watch.onColumns(columns);
  const settings = await app.tenants.settings(tenant);
  const take = createImport(app, {
    ...wish,
    tenant,
    file: file.hash,
    columns,
    country: wish.country ?? settings.country,
  });
  return takeAll(rows, { take, wish, watch, file });
};

type Parts = {
  readonly take: ReturnType<typeof createImport>;
  readonly wish: ImportWish;
  readonly watch: ImportWatch;
  readonly file: CsvFile;
};

const takeAll = async (
  batches: AsyncIterable<readonly ListRow[]>,
  { take, wish, watch, file }: Parts,
): Promise<ImportReport> => {
  const { importId, isDryRun } = wish;
  const counts = noneYet();
  const report = (ended: ImportReport["ended"], line: number | null): ImportReport => ({
    importId,
    isDryRun,
    ...counts,
    ended,
    line,
  });
  let underWay: Promise<readonly RowOutcome[]> = Promise.resolve([]);
  const settle = async (): Promise<void> => {
    const outcomes = await underWay;
    underWay = Promise.resolve([]);
    for (const outcome of outcomes) count(counts, outcome, watch);
    if (outcomes.length > 0) watch.onProgress(counts.rows, Math.max(counts.rows, file.lines));
  };
  try {
    for await (const batch of batches) {
      // Read and decided while the disk takes the batch before it.
      const next = take(batch);
      next.catch(() => undefined); // Met when it is settled; until then nobody waits for it.
      await settle();
      underWay = next;
      if (!watch.isStopped()) continue;
      await settle();
      return report("stopped", batch.at(-1)?.line ?? null);
    }
  } catch (error) {
    if (!isCsvBroken(error)) throw error;
    await settle();
    return report("broken", error.line);
  }
  await settle();
  return report("whole", null);
};

const noneYet = () => ({
  rows: 0,
  added: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  optOuts: { kept: 0, lost: 0 },
});

const count = (
  counts: ReturnType<typeof noneYet>,
  outcome: RowOutcome,
  { onRejected }: ImportWatch,
): void => {
  counts.rows += 1;
  counts[outcome.kind] += 1;
  if (outcome.asksForNoTexts) counts.optOuts[outcome.optedOut ? "kept" : "lost"] += 1;
  if (outcome.kind === "rejected") onRejected(outcome);
};

async function* following(
  first: readonly ListRow[],
  batches: AsyncIterable<readonly ListRow[]>,
): AsyncGenerator<readonly ListRow[]> {
  if (first.length > 0) yield first;
  yield* batches;
}
