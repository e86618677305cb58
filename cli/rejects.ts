import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { exit, type Failure } from "#cli/command";
import { faultWords } from "#cli/import-words";
import type { RowOutcome } from "#core/app/import-customers";
import { ok, type Result, refuse } from "#core/kernel/result";

/**
 * Rejected rows as a CSV file, which can be put right and imported as it is: the line in the old file and what
 * is wrong stand in front, in columns that an import does not read.
 */
type Rejects = {
  readonly begin: (header: readonly string[]) => void;
  readonly add: (outcome: RowOutcome) => void;
  readonly close: () => void;
};

/**
 * The file is made with the first rejected row, for its owner alone: it holds people's data. An existing one
 * is never written over.
 */
export const rejectsTo = (path: string | null): Result<Rejects, Failure> => {
  if (path === null) return ok({ begin: () => {}, add: () => {}, close: () => {} });
  if (existsSync(path) || !existsSync(dirname(resolve(path))))
    return refuse({
      code: "arguments_invalid",
      message: `Cannot write to "${path}": it exists already, or its folder does not.`,
      advice: "Name a new file for --rejects.",
      exit: exit.invalidInput,
    });
  let names: readonly string[] = [];
  let file: number | null = null;
  const begun = (): number => {
    if (file !== null) return file;
    file = openSync(path, "wx", 0o600);
    writeSync(file, `\uFEFF${line(["line", "problem", ...names])}`);
    return file;
  };
  return ok({
    begin: (header) => {
      names = header;
    },
    add: (outcome) => {
      const { cells, line: number } = outcome.row;
      writeSync(begun(), line([String(number), faultWords(outcome), ...cells]));
    },
    close: () => {
      if (file !== null) closeSync(file);
    },
  });
};

const line = (cells: readonly string[]): string => `${cells.map(written).join(",")}\r\n`;

/** In quotes, and where a spreadsheet would take it for a formula, with its own mark in front of it. */
const written = (cell: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return `"${harmless.replaceAll('"', '""')}"`;
};
