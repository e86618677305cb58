import type { Columns, Field } from "#core/import/columns";
import { emailFrom, nameFrom, plainText } from "#core/intake/plain-text";
import { languageFrom } from "#core/import/language";
import { phoneFrom } from "#core/kernel/phone";
import { at, instantFrom, plusMs, type Zone, zoneFrom } from "#core/kernel/time";
import { memo } from "#core/kernel/memo";

/** What somebody may have agreed to be texted about. */
export type ConsentPurpose = "reminder" | "deposit" | "review" | "marketing";

export type ImportedConsent = {
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  /** The day on which it was said (`2026-01-31`), where the list knows. */
  readonly on: string | null;
};

/** A row as it can be kept: every value in our own spelling. */
export type ImportedContact = {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly language: string | null;
  readonly zone: Zone | null;
  readonly consents: readonly ImportedConsent[];
  /** Where consent can be looked up: a form, a page, a folder. */
  readonly evidence: string | null;
};

/** The last four are found out only by the rest of the file, or by what is stored. */
export type RowProblem =
  | "cells_too_many"
  | "consent_date_unreadable"
  | "consent_unreadable"
  | "consent_without_evidence"
  | "email_unusable"
  | "language_unknown"
  | "name_too_long"
  | "nobody"
  | "opted_out_unreadable"
  | "phone_unusable"
  | "zone_unknown"
  | "same_customer_as_line"
  | "customer_erased"
  | "command_id_reused"
  | "stream_busy";

export type Fault = { readonly why: RowProblem; readonly column: string };

/**
 * `optedOut` stands beside what else became of the row: whoever said STOP is not texted, also where the
 * rest of their row cannot be used. `contact` is what is known of them then.
 */
export type JudgedRow = {
  readonly contact: ImportedContact;
  readonly optedOut: boolean;
  /** None: the row can be taken. */
  readonly faults: readonly Fault[];
};

/** What is assumed where a row says nothing. */
export type RowSettings = {
  readonly columns: Columns;
  /** ISO 3166 country of numbers without a `+`. */
  readonly country: string;
  /** Evidence for consents of rows that bring none of their own. */
  readonly evidence: string | null;
  /** `2026-01-31`, in UTC. */
  readonly today: string;
};

/** Reads one row of a customer list. All its faults are told at once, each with the column that it is in. */
export const judgeRow = (cells: readonly string[], settings: RowSettings): JudgedRow => {
  const { columns, country } = settings;
  const faults: Fault[] = [];
  const cell = (field: Field): string => textIn(cells[columns.positions[field] ?? -1]);
  const fault = (why: RowProblem, field: Field): void =>
    void faults.push({ why, column: columnOf(columns, field) });
  const read: Read = (field, from, why) => {
    const text = cell(field);
    if (text === "") return null;
    const value = from(text);
    if (value === null) fault(why, field);
    return value;
  };

  const tooMany = cells.length > columns.header.length;
  if (tooMany) faults.push({ why: "cells_too_many", column: String(cells.length) });
  const name = writtenName(cell);
  if (Array.from(name).length > mostNameCharacters) fault("name_too_long", nameField(columns));
  const consents = consentsIn(read, settings.today);
  const evidence = plainText(cell("consentEvidence"), 200) ?? settings.evidence;
  const contact: ImportedContact = {
    name: nameFrom(name),
    email: read("email", emailFrom, "email_unusable"),
    phone: read("phone", (text) => phoneFrom(text, country), "phone_unusable"),
    language: read("language", languageFrom, "language_unknown"),
    zone: read("zone", zoneNamed, "zone_unknown"),
    consents,
    evidence: consents.length === 0 ? null : evidence,
  };
  // What is written there and cannot be read is more often a STOP than not: nobody is texted on a guess.
  const optedOut =
    read("optedOut", optedOutFrom, "opted_out_unreadable") ?? cell("optedOut") !== "";
  return { contact, optedOut, faults: [...faults, ...faultsOfTheWhole(contact, faults)] };
};

/** What no cell by itself is to blame for. */
const faultsOfTheWhole = (contact: ImportedContact, faults: readonly Fault[]): readonly Fault[] => {
  const { phone, email, consents, evidence } = contact;
  const isUnproven = evidence === null && consents.some(({ granted }) => granted);
  const isNobody = phone === null && email === null && faults.length === 0;
  return [
    ...(isUnproven ? [{ why: "consent_without_evidence", column: "" } as const] : []),
    ...(isNobody ? [{ why: "nobody", column: "" } as const] : []),
  ];
};

type Read = <T>(field: Field, from: (text: string) => T | null, why: RowProblem) => T | null;

const purposes = {
  reminder: "consentReminder",
  deposit: "consentDeposit",
  review: "consentReview",
  marketing: "consentMarketing",
} as const satisfies Record<ConsentPurpose, Field>;

const consentsIn = (read: Read, today: string): readonly ImportedConsent[] => {
  const on = read("consentDate", dayUntil(today), "consent_date_unreadable");
  return (Object.keys(purposes) as ConsentPurpose[]).flatMap((purpose) => {
    const granted = read(purposes[purpose], yesOrNo, "consent_unreadable");
    return granted === null ? [] : [{ purpose, granted, on }];
  });
};

/** A spreadsheet marks a text that looks like a formula by an apostrophe, and we write such files too. */
const textIn = (cell: string | undefined): string =>
  (cell ?? "").replace(/^'(?=[=+\-@\t\r])/, "").trim();

const nameField = ({ positions }: Columns): Field => {
  if (positions.name !== undefined) return "name";
  return positions.firstName === undefined ? "lastName" : "firstName";
};

/** A booking's longer name is cut; in a list it is most often two cells that have run together. */
const mostNameCharacters = 100;

/** The whole name, or else first and last name together. */
const writtenName = (cell: (field: Field) => string): string => {
  const whole = cell("name");
  return whole === "" ? `${cell("firstName")} ${cell("lastName")}`.trim() : whole;
};

/** Few zones in many rows; to look one up costs as much as the rest of a row. */
const zoneNamed = (name: string): Zone | null => zones(name).zone;
const zones = memo(500, (name: string) => ({ zone: zoneFrom(name) }));

/**
 * A day as the calendar of ISO 8601 writes it; what comes behind it, such as a time, does not count. Nobody
 * has agreed on a day that there is not, or tomorrow; east of us it may be tomorrow already.
 */
const dayUntil =
  (today: string) =>
  (text: string): string | null => {
    const day = /^(\d{4}-\d{2}-\d{2})(?:[T ]|$)/.exec(text)?.[1];
    const begins = day === undefined ? null : instantFrom(`${day}T00:00:00Z`);
    if (day === undefined || begins === null) return null;
    return begins <= plusMs(at(`${today}T00:00:00Z`), dayMs) ? day : null;
  };

const dayMs = 24 * 3_600_000;

const yesOrNo = (text: string): boolean | null => answers.get(text.toLowerCase()) ?? null;

const answers: ReadonlyMap<string, boolean> = new Map([
  ...["yes", "y", "true", "t", "1", "x", "on", "si", "sí", "✓"].map(
    (word) => [word, true] as const,
  ),
  ...["no", "n", "false", "f", "0", "off", "-"].map((word) => [word, false] as const),
]);

/** Exports say it by a word of their own, or by the day on which it was said. */
const optedOutFrom = (text: string): boolean | null => {
  const said = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (stays.has(said)) return false;
  return leaves.test(said) ? true : yesOrNo(text);
};

const stays: ReadonlySet<string> = new Set(
  "subscribed,opted in,optin,opt in,active,never,none,null,n a,na,suscrito,activo,nunca".split(","),
);
const leaves =
  /^(stop(?: ?all)?|quit|end|cancel|revoke|(?:is )?(?:opt(?:ed)? ?out|unsubscribed?|blocked|inactive|dnc)|do not \w+|no (?:texts?|sms|contact)|baja|(?:no )?(?:contactar|molestar))\b|^\d{4} \d{1,2} \d{1,2}\b|^\d{1,2} \d{1,2} \d{2,4}\b/;

const columnOf = ({ header, positions }: Columns, field: Field): string =>
  header[positions[field] ?? -1] ?? field;
