import { ok, type Result, refuse } from "#core/kernel/result";

/** What a column of a customer list can say. */
export const fields = [
  "name",
  "firstName",
  "lastName",
  "phone",
  "email",
  "language",
  "zone",
  "optedOut",
  "consentReminder",
  "consentReview",
  "consentMarketing",
  "consentDeposit",
  "consentDate",
  "consentEvidence",
] as const;

export type Field = (typeof fields)[number];

/** Which column says what: the position in the row, by field. */
export type Columns = {
  readonly positions: Readonly<Partial<Record<Field, number>>>;
  /** The header as it stands in the file: rejected rows are given back under it. */
  readonly header: readonly string[];
  /** Names of columns that are not read. */
  readonly ignored: readonly string[];
};

export type HeaderInvalid = {
  readonly code: "import_invalid";
  readonly details: {
    readonly why: "no_header" | "no_contact_column" | "column_twice" | "column_missing";
    readonly column: string;
    readonly other: string;
  };
};

/**
 * Finds out by its names what each column says. Case, spaces and punctuation do not count, and the names
 * under which booking systems export are known. `chosen` (field → name in the file) goes before them.
 *
 * Without a column for phone or e-mail nobody can be told from anybody. Two columns that say the same are
 * refused too: which of them counts is for a person to say.
 */
export const columnsFrom = (
  header: readonly string[],
  chosen: Chosen = {},
): Result<Columns, HeaderInvalid> => {
  if (header.every((name) => name.trim() === "")) return invalid("no_header");
  const named = chosenPositions(header, chosen);
  if (!named.ok) return named;
  const found = recognised(header, chosen, named.value);
  if (!found.ok) return found;

  const { positions } = found.value;
  return positions.phone === undefined && positions.email === undefined
    ? invalid("no_contact_column", header.join(", ").slice(0, 200))
    : ok({ ...found.value, header });
};

/** The columns that are known by their names, beside those that were chosen. */
const recognised = (
  header: readonly string[],
  chosen: Chosen,
  named: Positions,
): Result<Omit<Columns, "header">, HeaderInvalid> => {
  const positions = { ...named };
  const taken = new Set(Object.values(named));
  const ignored: string[] = [];
  for (const [position, name] of header.entries()) {
    if (taken.has(position)) continue;
    const field = byName.get(plain(name));
    if (field === undefined || field in chosen) ignored.push(name);
    else if (positions[field] === undefined) positions[field] = position;
    else return invalid("column_twice", name, header[positions[field]]);
  }
  return ok({ positions, ignored });
};

type Positions = Partial<Record<Field, number>>;
type Chosen = Readonly<Partial<Record<Field, string>>>;

const chosenPositions = (
  header: readonly string[],
  chosen: Chosen,
): Result<Positions, HeaderInvalid> => {
  const positions: Positions = {};
  for (const [field, name] of Object.entries(chosen) as [Field, string][]) {
    const position = header.findIndex((one) => plain(one) === plain(name));
    if (position === -1) return invalid("column_missing", name);
    positions[field] = position;
  }
  return ok(positions);
};

const invalid = (why: HeaderInvalid["details"]["why"], column = "", other = "") =>
  refuse<HeaderInvalid>({ code: "import_invalid", details: { why, column, other } });

/** `E-Mail Address` and `email_address` are the same name; so are `Teléfono` and `telefono`. */
const plain = (name: string): string =>
  name
    .normalize("NFD")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();

const names: Readonly<Record<Field, string>> = {
  name: "name fullname customer customername client clientname patient patientname contact contactname guest nombre nombrecompleto",
  firstName: "firstname first givenname forename nombredepila",
  lastName: "lastname last surname familyname apellido apellidos",
  phone:
    "phone phonenumber mobile mobilephone mobilenumber cell cellphone cellnumber tel telephone telephonenumber textnumber smsnumber telefono movil celular",
  email: "email emailaddress mail correo correoelectronico",
  language: "language lang locale preferredlanguage idioma",
  zone: "zone timezone tz ianazone zonahoraria",
  optedOut:
    "optedout optout smsoptout textoptout unsubscribed unsubscribe donottext donotcontact dnc stop nosms notexts",
  consentReminder:
    "consent smsconsent textconsent consentreminder consentreminders reminderconsent consenttexts consentsms smsoptin textoptin",
  consentReview: "consentreview consentreviews reviewconsent",
  consentMarketing: "consentoffers offerconsent consentmarketing marketingconsent marketingoptin",
  consentDeposit: "consentdeposit consentdeposits depositconsent consentpayments paymentconsent",
  consentDate: "consentdate consentat consentgiven consentgivenat consentedat dateofconsent",
  consentEvidence: "consentevidence evidence consentsource sourceofconsent consentproof",
};

const byName: ReadonlyMap<string, Field> = new Map(
  fields.flatMap((field) => names[field].split(" ").map((name) => [name, field] as const)),
);
