import { createImport, type ListRow, type RowOutcome } from "#core/app/import-customers";
import { columnsFrom } from "#core/import/columns";
import { as, type Hex } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import type { Dice } from "#test/simulation/chance";
import { nobody } from "#test/simulation/checks/model";
import type { Seen } from "#test/simulation/checks/seen";
import type { Parts } from "#test/simulation/providers";
import type { Person, SimTenant } from "#test/simulation/tenants";
import { customerOf } from "#test/simulation/workload";

const hourMs = 3_600_000;

/** Two businesses in five bring their customers along, some of whom had said STOP there, or had agreed to something. */
export const bringLists = (parts: Parts, seen: Seen, spanMs: number): void => {
  const { world, tenants } = parts.universe;
  const dice = world.chance.dice("lists of customers");
  for (const tenant of tenants) {
    if (dice() < 0.6) continue;
    const rows = tenant.people.map((person, index) => rowOf(dice, person, index + 2));
    world.plan(dice() ** 2 * spanMs * 0.8, () => take(parts, seen, { tenant, rows, tries: 0 }));
  }
};

const header = [
  "name",
  "phone",
  "email",
  "opted out",
  "consent reminder",
  "consent review",
  "consent marketing",
  "consent evidence",
];

const rowOf = (dice: Dice, { name, phone, toldPhone, email }: Person, line: number): ListRow => {
  const word = (): string => {
    const said = dice();
    if (said < 0.4) return "";
    return said < 0.8 ? "yes" : "no";
  };
  const usable = toldPhone === phone ? phone : "";
  const optedOut = dice() < 0.15 ? "yes" : "";
  return { line, cells: [name, usable, email, optedOut, word(), word(), word(), "paper form"] };
};

type Brought = {
  readonly tenant: SimTenant;
  readonly rows: readonly ListRow[];
  readonly tries: number;
};

const mostTries = 6;

/** Whoever hears nothing, or that somebody else was just writing, brings the same list once more. */
const take = (parts: Parts, seen: Seen, brought: Brought): void => {
  const { world } = parts.universe;
  const { tenant, tries } = brought;
  world.count("lists of customers brought");
  parts.hosts.invoke(
    { role: "import", tenant: tenant.id },
    (deps) => bring(deps, brought),
    (ended) => {
      if (ended.kind === "done") checkOptOuts(parts, seen, { tenant, outcomes: ended.value });
      const isWhole = ended.kind === "done" && ended.value.every(isTaken);
      if (isWhole || tries >= mostTries) return;
      world.plan(hourMs / 4, () => take(parts, seen, { ...brought, tries: tries + 1 }));
    },
  );
};

const isTaken = ({ faults }: RowOutcome): boolean =>
  faults.every(({ why }) => why !== "stream_busy");

const bring = async (
  deps: Deps,
  { tenant: { id: tenant }, rows }: Brought,
): Promise<readonly RowOutcome[]> => {
  const columns = columnsFrom(header);
  if (!columns.ok) throw new Error("Cannot read the header of the list");
  const takeRows = createImport(deps, {
    tenant,
    importId: `list-${tenant}`,
    file: as<Hex>("0".repeat(64)),
    operator: "front desk",
    isDryRun: false,
    columns: columns.value,
    country: "US",
    evidence: null,
  });
  // One by one: whoever brings a list is a process of its own, and ends with all that it has begun.
  const outcomes: RowOutcome[] = [];
  for (const row of rows) outcomes.push(...(await takeRows([row])));
  return outcomes;
};

type Answered = { readonly tenant: SimTenant; readonly outcomes: readonly RowOutcome[] };

/** What is told to be in force is. */
const checkOptOuts = (
  { universe }: Parts,
  { customers }: Seen,
  { tenant, outcomes }: Answered,
): void => {
  for (const [index, { optedOut }] of outcomes.entries()) {
    const person = tenant.people[index];
    if (!optedOut || person === undefined) continue;
    const customer = customers.get(`${tenant.id} customer/${customerOf(universe, tenant, person)}`);
    const hasBeen = (customer?.versions ?? [nobody]).some((one) => one.optedOut);
    universe.world.check("S6", hasBeen, () => `a STOP of the list of ${tenant.id} is not kept`);
  }
};
