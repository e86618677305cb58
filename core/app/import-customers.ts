import {
  type CommandDeps,
  type Handled,
  handleCommand,
  stateAfter,
} from "#core/app/handle-command";
import { customerIdOf } from "#core/app/judge-booking";
import type { CustomerRefusal, CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import { type Fault, type JudgedRow, judgeRow, type RowSettings } from "#core/import/row";
import {
  as,
  type CausationId,
  type CommandId,
  type CorrelationId,
  type CustomerId,
  customerStream,
  type Hex,
  type TenantId,
} from "#core/kernel/ids";
import type { Command } from "#core/kernel/message";

/** A row of the file, and the line on which it begins. */
export type ListRow = { readonly line: number; readonly cells: readonly string[] };

export type ImportPlan = Omit<RowSettings, "today"> & {
  readonly tenant: TenantId;
  /** Names this one import: whoever starts it makes a new one. */
  readonly importId: string;
  /** SHA-256 of the file's bytes. */
  readonly file: Hex;
  /** Who it is that imports. */
  readonly operator: string;
  /** Decides everything, and writes nothing. */
  readonly isDryRun: boolean;
};

/** `optedOut`: it asks for no more texts, and that is in force now, also where the row was rejected. */
export type RowOutcome = {
  readonly row: ListRow;
  readonly kind: "added" | "updated" | "unchanged" | "rejected";
  readonly faults: readonly Fault[];
  readonly asksForNoTexts: boolean;
  readonly optedOut: boolean;
};

type Wish = Extract<CustomerWish, { kind: "import_contact" }>;
type Read = JudgedRow & { readonly row: ListRow; readonly customer: CustomerId | null };
type Taken = Pick<RowOutcome, "kind" | "faults">;

/**
 * Imports customers from the rows of a list, a batch at a time: within a batch the commands go side by
 * side, so that they share their way to the disk. Answers with what became of each row, in their order.
 *
 * A customer is who a booking with the same phone or e-mail would find. The first good row of each counts,
 * a later one is rejected; what is remembered for that is a hundred bytes a row. Whatever is wrong with a
 * row, an opt-out in it is kept if it can be told whose.
 */
export const createImport = (
  deps: CommandDeps,
  plan: ImportPlan,
): ((rows: readonly ListRow[]) => Promise<readonly RowOutcome[]>) => {
  const lineOf = new Map<CustomerId, number>();

  const read = async (row: ListRow): Promise<Read> => {
    const judged = judgeRow(row.cells, { ...plan, today: deps.clock.now().slice(0, 10) });
    const customer = await customerIn(deps, plan, judged);
    const first = customer === null ? undefined : lineOf.get(customer);
    if (first !== undefined) {
      const repeated: Fault = { why: "same_customer_as_line", column: String(first) };
      return { ...judged, row, customer, faults: [...judged.faults, repeated] };
    }
    if (customer !== null && judged.faults.length === 0) lineOf.set(customer, row.line);
    return { ...judged, row, customer };
  };

  return async (rows) => {
    const all: Read[] = [];
    for (const row of rows) all.push(await read(row));
    const taken = await Promise.all(all.map((one) => takeRow(deps, plan, one)));
    const outcomes: RowOutcome[] = [];
    for (const [index, outcome] of taken.entries()) {
      const one = all[index] as Read;
      // After the others: of two rows of one customer, the rejected one may hold their STOP.
      const optedOut =
        one.optedOut && (outcome.kind !== "rejected" || (await optOut(deps, plan, one)));
      outcomes.push({ row: one.row, ...outcome, asksForNoTexts: one.optedOut, optedOut });
    }
    return outcomes;
  };
};

/** `null` where nobody can be told: a number that cannot be read is somebody's, but whose? */
const customerIn = async (
  deps: CommandDeps,
  { tenant }: ImportPlan,
  { contact, faults }: JudgedRow,
): Promise<CustomerId | null> => {
  const isNobody = contact.phone === null && contact.email === null;
  if (isNobody || faults.some(({ why }) => why === "phone_unusable")) return null;
  return customerIdOf(deps.vault, tenant, contact, "");
};

const takeRow = async (deps: CommandDeps, plan: ImportPlan, read: Read): Promise<Taken> => {
  const { contact, customer, faults } = read;
  if (customer === null || faults.length > 0) return { kind: "rejected", faults };
  const given = await give(deps, plan, { read, customer, contact });
  if (given.kind === "refused") return rejected(given.refusal.code);
  if (given.kind === "nothing_new") return { kind: "unchanged", faults };
  return { kind: given.version === 1 ? "added" : "updated", faults };
};

const rejected = (why: RejectedWhy): Taken => ({
  kind: "rejected",
  faults: [{ why: why === "customer_unknown" ? "customer_erased" : why, column: "" }],
});

type RejectedWhy = Extract<Given, { kind: "refused" }>["refusal"]["code"];

const optOut = async (deps: CommandDeps, plan: ImportPlan, read: Read): Promise<boolean> => {
  const { customer } = read;
  if (customer === null) return false;
  return (await give(deps, plan, { read, customer, contact: null })).kind !== "refused";
};

type Gift = {
  readonly read: Read;
  readonly customer: CustomerId;
  readonly contact: Wish["contact"];
};

type Given = Handled<CustomerRefusal>;

const give = async (
  deps: CommandDeps,
  plan: ImportPlan,
  { read, customer, contact }: Gift,
): Promise<Given> => {
  const { tenant, importId, file, operator } = plan;
  const { optedOut } = read;
  const { line } = read.row;
  const row = await deps.vault.fingerprint(tenant, spelled(read));
  const command: Command<Wish> = {
    tenant,
    stream: customerStream(customer),
    commandId: as<CommandId>(`import:${importId}:${line}${contact === null ? ":opt-out" : ""}`),
    cause: {
      correlationId: as<CorrelationId>(importId),
      causationId: as<CausationId>(importId),
      actor: { kind: "operator", name: operator },
    },
    wish: {
      kind: "import_contact",
      contact,
      optedOut,
      row,
      source: { importId, file, line },
    },
  };
  return plan.isDryRun ? foresee(deps, command) : handleCommand(deps, customerDecider, command, {});
};

/** All that a row says, spelled one way: its values are in our own spelling already. */
const spelled = ({ contact, optedOut }: Read): string => {
  const { name, email, phone, language, zone, consents, evidence } = contact;
  const agreed = consents.map(({ purpose, granted, on }) => [purpose, granted, on]);
  return JSON.stringify([name, email, phone, language, zone, agreed, evidence, optedOut]);
};

/** What would become of it, decided as it would be, by the facts alone. */
const foresee = async (
  deps: CommandDeps,
  { tenant, stream, wish }: Command<Wish>,
): Promise<Given> => {
  const { commits } = await deps.store.readFacts(tenant, stream);
  const facts = { now: deps.clock.now(), version: commits.length + 1, tzdb: deps.tzdb };
  const decided = customerDecider.decide(stateAfter(customerDecider, commits), wish, facts);
  if (!decided.ok) return { kind: "refused", refusal: decided.refusal };
  return decided.value.length === 0
    ? { kind: "nothing_new", version: commits.length }
    : { kind: "committed", version: facts.version };
};
