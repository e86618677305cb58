import type { App } from "#core/app/app";
import type { Commit } from "#core/kernel/message";
import { type AppointmentRow, appointmentsView } from "#core/views/appointment-row";
import {
  type CustomerRow,
  customerItem,
  customersView,
  foldCustomerRow,
} from "#core/views/customer-row";
import {
  foldMessageRow,
  messageEventsOf,
  messageIdOf,
  messageItem,
  type MessageRow,
  messagesView,
} from "#core/views/message-row";

type Deps = { readonly views: Pick<App["views"], "get" | "put"> };

/** Folds commits of one customer's stream into the row of the customer. */
export const projectCustomer = async (deps: Deps, commits: readonly Commit[]): Promise<void> => {
  const last = commits.at(-1);
  if (last === undefined) return;
  const key = last.stream.slice("customer/".length);
  const stored = await deps.views.get(last.tenant, customersView, key);
  const reflected = stored?.source.version ?? 0;
  const fresh = commits.filter(({ version }) => version > reflected);
  const known = (stored?.data as CustomerRow | undefined) ?? null;
  const row = fresh.reduce<CustomerRow | null>(foldCustomerRow, known);
  if (fresh.length > 0 && row !== null) await deps.views.put(last.tenant, customerItem(row, last));
};

/**
 * Folds commits of one stream into the log of texts, a row for each text. Comes before the row of the
 * appointment is written: until then that row still tells whose visit it was when these commits began.
 */
export const projectMessages = async (deps: Deps, commits: readonly Commit[]): Promise<void> => {
  if (!commits.some((commit) => messageEventsOf(commit).length > 0)) return;
  const rows = new Map<string, Folded>();
  let customer = await customerBefore(deps, commits);
  for (const commit of commits) {
    customer = bookedFor(commit) ?? customer;
    await foldTexts(deps, rows, { commit, customer });
  }
  for (const { row, commit } of rows.values())
    if (row !== null) await deps.views.put(commit.tenant, messageItem(row, commit));
};

const foldTexts = async (
  deps: Deps,
  rows: Map<string, Folded>,
  { commit, customer }: { readonly commit: Commit; readonly customer: string | null },
): Promise<void> => {
  for (const event of messageEventsOf(commit)) {
    const id = messageIdOf(event);
    const before = rows.get(id) ?? (await storedRow(deps, commit, id));
    if (before.reflected > commit.version) continue;
    const row = foldMessageRow(before.row, event, { commit, customer });
    rows.set(id, { row, reflected: commit.version, commit });
  }
};

type Folded = {
  readonly row: MessageRow | null;
  readonly reflected: number;
  readonly commit: Commit;
};

/** What a stored row reflects already is not folded once more: only later commits are. */
const storedRow = async (deps: Deps, commit: Commit, id: string): Promise<Folded> => {
  const stored = await deps.views.get(commit.tenant, messagesView, id);
  const row = (stored?.data as MessageRow | undefined) ?? null;
  return { row, reflected: (stored?.source.version ?? 0) + 1, commit };
};

const customerBefore = async (deps: Deps, [first]: readonly Commit[]): Promise<string | null> => {
  if (first === undefined) return null;
  const [kind, id = ""] = first.stream.split("/");
  if (kind === "customer") return id;
  if (kind !== "appointment") return null;
  const item = await deps.views.get(first.tenant, appointmentsView, id);
  return (item?.data as AppointmentRow | undefined)?.customer ?? null;
};

const bookedFor = ({ events }: Commit): string | null => {
  const booked = events.findLast(({ type }) => type === "appointment.booked");
  return booked !== undefined && "customer" in booked && typeof booked.customer === "string"
    ? booked.customer
    : null;
};
