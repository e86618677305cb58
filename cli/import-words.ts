import type { Failure } from "#cli/command";
import type { RowOutcome } from "#core/app/import-customers";
import type { HeaderInvalid } from "#core/import/columns";
import type { Fault, RowProblem } from "#core/import/row";
import type { importIntoFolder } from "#local/import-house";

/** What is wrong with a row, for whoever puts it right. Says where, and never what stands there. */
export const faultWords = ({ faults, asksForNoTexts, optedOut }: RowOutcome): string => {
  const words = faults.map(wordsOf).join("; ");
  if (!asksForNoTexts) return words;
  return optedOut
    ? `${words}; that they want no texts has been kept`
    : `${words}; they want no texts, and nobody can tell who they are`;
};

const wordsOf = ({ why, column }: Fault): string => sentences[why](column);

const sentences: Readonly<Record<RowProblem, (column: string) => string>> = {
  cells_too_many: (count) =>
    `it has ${count} cells, more than the header; is a cell not in quotes?`,
  consent_date_unreadable: (column) => `"${column}" is no day such as 2026-01-31`,
  consent_unreadable: (column) => `"${column}" is neither yes nor no`,
  consent_without_evidence: () =>
    "consent without evidence: add a column for it, or use --evidence",
  email_unusable: (column) => `"${column}" is no e-mail address`,
  language_unknown: (column) => `"${column}" is no language such as en or es-MX`,
  name_too_long: (column) => `"${column}" is longer than 100 characters`,
  nobody: () => "it has neither a phone number nor an e-mail address",
  opted_out_unreadable: (column) => `"${column}" is neither yes nor no`,
  phone_unusable: (column) => `"${column}" is no phone number`,
  zone_unknown: (column) => `"${column}" is no time zone such as America/New_York`,
  same_customer_as_line: (line) =>
    `it is the same customer as line ${line}: same phone, or same e-mail`,
  customer_erased: () => "this customer was erased: a list does not bring them back",
  command_id_reused: () => "this import has met the same line before, with other words",
  stream_busy: () => "somebody else was changing this customer: import again",
};

type Unusable = Extract<Awaited<ReturnType<typeof importIntoFolder>>, { ok: false }>["refusal"];

/** Why the file as a whole cannot be used, and what to do about it. */
export const unusableWords = ({ code, details }: Unusable): Failure => {
  if ("variable" in details) {
    const { variable, why, purpose } = details;
    return { code, details, message: `${variable} ${why}.`, advice: purpose };
  }
  if (!("path" in details)) return { code, details, ...headerWords(details) };
  const { path, line, why } = details;
  const tell = (message: string, advice: string): Failure => ({ code, details, message, advice });
  switch (why) {
    case "not_utf8":
      return tell(
        `Cannot read "${path}" as UTF-8: line ${line} is in another encoding.`,
        'In Excel: save as "CSV UTF-8". In a shell: iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv',
      );
    case "utf16":
      return tell(`Cannot read "${path}": it is UTF-16.`, 'Save it as "CSV UTF-8".');
    case "binary":
      return tell(
        `Cannot read "${path}": line ${line} is no text.`,
        "An Excel file is to be saved as CSV first.",
      );
    case "empty":
      return tell(`Cannot import "${path}": it is empty.`, "The first line names the columns.");
    case "file_unreadable":
      return tell(
        `Cannot read "${path}": it is not there, or not for this user to read.`,
        "Check the path.",
      );
  }
};

const headerWords = ({ why, column, other }: HeaderInvalid["details"]) => {
  switch (why) {
    case "no_header":
      return {
        message: "Cannot import: the first line names no column.",
        advice: "Add a header: name,phone,email",
      };
    case "no_contact_column":
      return {
        message: `Cannot import: no column is a phone number or an e-mail address (${column}).`,
        advice: "Rename one to phone or email, or say which it is: --column phone=NAME",
      };
    case "column_twice":
      return {
        message: `Cannot import: "${other}" and "${column}" say the same.`,
        advice: "Say which counts, for example: --column phone=NAME",
      };
    case "column_missing":
      return {
        message: `Cannot import: there is no column "${column}".`,
        advice: "Check --column.",
      };
  }
};
