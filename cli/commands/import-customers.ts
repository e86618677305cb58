import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Failure, type Io } from "#cli/command";
import { rejectsTo } from "#cli/rejects";
import { faultWords, unusableWords } from "#cli/import-words";
import { nearest } from "#cli/nearest";
import type { RowOutcome } from "#core/app/import-customers";
import { type Field, fields } from "#core/import/columns";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { ImportReport, ImportWish } from "#local/import-list";

export const command: Command = {
  name: "import customers",
  summary: "Import customers from a CSV file",
  usage: `FILE.csv [--dry-run] [--rejects FILE] [--region US] [--evidence TEXT]
       [--column FIELD=NAME …] [--data FOLDER] [--json]

  --dry-run            says what would happen, and writes nothing
  --rejects FILE       writes the rejected rows here, each with what is wrong with it
  --region COUNTRY     country of numbers without a + (ISO 3166); the business's own where nothing is said
  --evidence TEXT      where the consents in the list can be looked up, for rows that do not say so
  --column FIELD=NAME  reads FIELD from the column NAME; may be given several times
  --data FOLDER        data folder, instead of ARO_DATA

The server must not be running. The same file again changes nothing. Ends with 6 where a row was rejected.
More: docs/guides/import-customers.md`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const wish = wishFrom(values, positionals);
    if (!wish.ok) return fail(io, wish.refusal);
    const { data = null, rejects = null } = values;
    return importFile(io, wish.value, { data, rejects });
  },
};

type Values = {
  readonly "dry-run": boolean;
  readonly column: readonly string[];
  readonly region?: string | undefined;
  readonly evidence?: string | undefined;
};

const wishFrom = (values: Values, paths: readonly string[]): Result<ImportWish, Failure> => {
  const [path = ""] = paths;
  if (paths.length !== 1)
    return invalid(
      "Cannot import: name one CSV file.",
      "For example: aro import customers list.csv --dry-run",
    );
  const { region, evidence = null } = values;
  if (region !== undefined && !/^[A-Za-z]{2}$/.test(region))
    return invalid(`Cannot use --region "${region}": it is no country such as US or GB.`);
  const columns = chosenColumns(values.column);
  if (!columns.ok) return columns;
  return ok({
    path,
    importId: randomUUID(),
    operator: "cli",
    isDryRun: values["dry-run"],
    country: region === undefined ? null : region.toUpperCase(),
    evidence,
    columns: columns.value,
  });
};

const invalid = (message: string, advice?: string) =>
  refuse<Failure>({
    code: "arguments_invalid",
    message,
    exit: exit.invalidInput,
    ...(advice === undefined ? {} : { advice }),
  });

const options = {
  "dry-run": { type: "boolean", default: false },
  rejects: { type: "string" },
  region: { type: "string" },
  evidence: { type: "string" },
  column: { type: "string", multiple: true, default: [] as string[] },
  data: { type: "string" },
} as const;

/** Rejected rows that are told one by one; all of them are in the file of rejects. */
const mostTold = 20;

const importFile = async (
  io: Io,
  wish: ImportWish,
  { data, rejects }: { readonly data: string | null; readonly rejects: string | null },
): Promise<number> => {
  const { importIntoFolder } = await import("#local/import-house");
  const rejected = rejectsTo(rejects);
  if (!rejected.ok) return fail(io, rejected.refusal);
  let isStopped = false;
  io.onInterrupt(() => {
    isStopped = true;
    io.err("Stopping after the rows that are under way. Once more to stop at once.");
  });
  let told = 0;
  const onRejected = (outcome: RowOutcome): void => {
    rejected.value.add(outcome);
    told += 1;
    if (told <= mostTold) io.err(`line ${outcome.row.line}: ${faultWords(outcome)}`);
    else if (told === mostTold + 1) io.err("… and more: --rejects FILE writes all of them down.");
  };
  const report = await importIntoFolder(wish, data, {
    onColumns: (columns) => {
      rejected.value.begin(columns.header);
      if (columns.ignored.length > 0) io.err(`Not read: ${columns.ignored.join(", ")}`);
    },
    onRejected,
    onProgress: (done, of) => io.progress({ what: "rows", done, of }),
    isStopped: () => isStopped,
  }).finally(() => rejected.value.close());
  return report.ok
    ? summed(io, report.value, rejects)
    : fail(io, { ...unusableWords(report.refusal), exit: exit.invalidInput });
};

const summed = (io: Io, report: ImportReport, rejects: string | null): number => {
  const { rejected, optOuts, ended, line } = report;
  if (io.isJson) document(io, { ...report, rejects });
  else for (const one of linesOf(report, rejects)) io.out(one);
  if (optOuts.lost > 0)
    io.err(
      `${optOuts.lost} rejected rows want no texts, and nobody can tell whose they are: look at them.`,
    );
  switch (ended) {
    case "stopped":
      io.err(`Stopped behind line ${line}. The same file again goes on.`);
      return exit.interrupted;
    case "broken":
      io.err(
        `Cannot read on from line ${line}: a quote there is never closed, or the row is longer than 64 KB.`,
      );
      return exit.invalidInput;
    case "whole":
      return rejected > 0 ? exit.invalidInput : exit.ok;
  }
};

const linesOf = (report: ImportReport, rejects: string | null): readonly string[] => {
  const { isDryRun, rows, added, updated, unchanged, rejected, optOuts } = report;
  return [
    `${isDryRun ? "Would import" : "Imported"} ${rows} rows:`,
    `  added ${added}, updated ${updated}, unchanged ${unchanged}, rejected ${rejected}`,
    ...(optOuts.kept > 0 ? [`  no texts to ${optOuts.kept}: they have opted out`] : []),
    ...(rejected > 0 && rejects !== null ? [`  rejected rows are in ${rejects}`] : []),
  ];
};

const chosenColumns = (
  pairs: readonly string[],
): Result<Readonly<Partial<Record<Field, string>>>, Failure> => {
  const chosen: Partial<Record<Field, string>> = {};
  for (const pair of pairs) {
    const [field = "", ...name] = pair.split("=");
    if (!isField(field) || name.length === 0) {
      const meant = nearest(field, fields);
      return invalid(
        `Cannot use --column "${pair}": it is FIELD=NAME, with a field of ${fields.join(", ")}.`,
        ...(meant === null || meant === field ? [] : [`Did you mean "${meant}"?`]),
      );
    }
    chosen[field] = name.join("=");
  }
  return ok(chosen);
};

const isField = (text: string): text is Field => (fields as readonly string[]).includes(text);
