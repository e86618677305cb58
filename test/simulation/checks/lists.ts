import type { TenantId } from "#core/kernel/ids";
import type { ViewItem } from "#core/ports/views";
import type { CustomerModel, ExecutionModel, VisitModel } from "#test/simulation/checks/model";
import type { Seen } from "#test/simulation/checks/seen";
import type { Universe } from "#test/simulation/universe";

type Row = Readonly<Record<string, unknown>>;
type Lists = {
  readonly universe: Universe;
  readonly tenant: TenantId;
  readonly stored: ReadonlyMap<string, ViewItem>;
};

/** What people look at, held against what the checks have seen: a fold that is wrong is wrong each time it is made. */
export const checkLists = (lists: Lists, seen: Seen): void => {
  for (const [name, visit] of seen.visits)
    if (visit.status !== "none") saysOf(lists, "appointments", [name, visitRow(visit)]);
  for (const { execution, visit } of seen.executions.values())
    if (visit.tenant === lists.tenant && execution.tool === "text.send")
      checkText(lists, execution);
  for (const [name, customer] of seen.customers) {
    const id = idIn(lists, name);
    if (id !== null) checkCustomer(lists, id, customer);
  }
  checkTasks(lists, seen);
};

const idIn = ({ tenant }: Lists, name: string): string | null =>
  name.startsWith(`${tenant} `) ? name.slice(name.indexOf("/") + 1) : null;

const saysOf = (lists: Lists, view: string, [name, row]: readonly [string, Row]): void => {
  const id = idIn(lists, name);
  if (id !== null) says(lists, `${view}/${id}`, row);
};

const checkText = (lists: Lists, execution: ExecutionModel): void => {
  const { id, ends, isFiltered } = execution;
  const state = isFiltered ? "failed" : (ends[0]?.what ?? "pending");
  says(lists, `planned-texts/${id}`, { state });
  says(lists, `messages/${id}`, { state, ...gone(execution) });
};

const checkCustomer = (lists: Lists, id: string, customer: CustomerModel): void => {
  says(lists, `customers/${id}`, customerRow(customer));
  for (const sid of customer.texts.keys())
    says(lists, `messages/${sid}`, { state: "received", customer: id });
};

const says = ({ universe: { world }, stored }: Lists, name: string, expected: Row): void => {
  const row = stored.get(name)?.data as Row | undefined;
  const isSo =
    row !== undefined && Object.entries(expected).every(([field, value]) => row[field] === value);
  world.check("S14", isSo, () => `${name} is ${JSON.stringify(row)}: ${JSON.stringify(expected)}`);
};

const visitRow = ({ status, start, end, plan, customer }: VisitModel): Row => ({
  status,
  start,
  end,
  plan,
  customer,
});

const gone = ({ ends: [end], toWhom }: ExecutionModel): Row =>
  end?.what === "sent" ? { sid: end.sid, customer: toWhom } : {};

const customerRow = ({ versions, unreachable }: CustomerModel): Row => {
  const { optedOut = false } = versions.at(-1) ?? {};
  return { optedOut, unreachable };
};

const checkTasks = (lists: Lists, { tasks }: Seen): void => {
  for (const [name, { isOpen, dueAt }] of tasks) {
    const [tenant, id] = name.split(" ");
    const state = isOpen ? "open" : "closed";
    if (tenant === lists.tenant) says(lists, `tasks/${id}`, { state, dueAt });
  }
};

/** Also on its way there: a row says what was so at the version that it bears. */
export const checkRow = (
  { world }: Universe,
  seen: Seen,
  ...[tenant, { view, source, data }]: [TenantId, ViewItem]
): void => {
  const { stream, version } = source;
  const row = data as Row;
  const isSo = rowsOf[view]?.(seen, `${tenant} ${stream}`, { version, row }) ?? true;
  world.check("S14", isSo, () => `${stream} ${version} is listed as ${JSON.stringify(row)}`);
};

type Then = { readonly version: number; readonly row: Row };

const rowsOf: Readonly<Record<string, (seen: Seen, name: string, then: Then) => boolean>> = {
  appointments: ({ visits }, name, { version, row }) => {
    const { statuses = [], starts = [] } = visits.get(name) ?? {};
    return row["status"] === statuses[version] && row["start"] === starts[version];
  },
  customers: ({ customers }, name, { version, row }) =>
    row["optedOut"] === customers.get(name)?.versions[version]?.optedOut,
};
