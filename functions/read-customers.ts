import { stateAfter } from "#core/app/handle-command";
import type { CustomerEvent } from "#core/customer/events";
import { customerDecider } from "#core/customer/decide";
import { riskOf } from "#core/customer/risk";
import type { CustomerState, NotedAppointment } from "#core/customer/state";
import { type CustomerId, customerStream, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import type { Instant } from "#core/kernel/time";
import type { Money } from "#core/money/money";
import type { ViewItem } from "#core/ports/views";
import type { RiskAssessment, RiskLevel } from "#core/risk/score";
import { lifetimeValue } from "#core/risk/value";
import { type CustomerRow, customersOf, customersView, sumsIn } from "#core/views/customer-row";
import { type MessageRow, messagesOf, messagesView } from "#core/views/message-row";
import { parseSealed } from "#events/sealed";
import type { Deps } from "#functions/deps";
import { pageOf, type Range } from "#functions/paging";
import { type ConsentChange, consentIn } from "#functions/read-consents";

type Reader = Pick<Deps, "store" | "views" | "clock" | "openSealed">;
type Part = Pick<Range, "limit" | "after">;

export type ListedCustomer = Omit<CustomerRow, "visits" | "status"> &
  ReturnType<typeof sumsIn> & {
    /** The version of the stream that this row reflects. */
    readonly asOf: number;
  };

/** Customers, the highest risk first; all of them, or those of one level. */
export const customersBy = async (
  deps: Reader,
  tenant: TenantId,
  part: Part & { readonly level: RiskLevel | null },
): Promise<{ readonly customers: readonly ListedCustomer[]; readonly next: string | null }> => {
  const { level, ...rest } = part;
  const range = { view: customersView, ...customersOf(level), ...rest };
  const { items, next } = await pageOf(deps.views, tenant, range);
  return { customers: await Promise.all(items.map((one) => listed(deps, tenant, one))), next };
};

/** A row with its name readable, and what its visits come to. */
export const listed = async (
  deps: Pick<Reader, "clock" | "openSealed">,
  tenant: TenantId,
  item: ViewItem,
): Promise<ListedCustomer> => {
  const { visits, status: _, ...row } = item.data as CustomerRow;
  const name = await readable(deps, tenant, item.source.stream, row.name);
  const sums = sumsIn({ visits }, deps.clock.now());
  return { ...row, name: name === erasedText ? null : name, ...sums, asOf: item.source.version };
};

export type WholeCustomer = Omit<CustomerState, "appointments" | "risk" | "holdsPersonal"> & {
  readonly id: CustomerId;
  /** The latest visit first. */
  readonly appointments: readonly NotedAppointment[];
  readonly risk: RiskAssessment;
  /** When it came to say what it says; `null` where nothing was ever held against them. */
  readonly riskSince: Instant | null;
  readonly value: readonly Money[];
  readonly consent: readonly ConsentChange[];
  readonly version: number;
};

/** One customer as of now; `null` where nobody is known by that id. */
export const wholeCustomer = async (
  deps: Reader,
  tenant: TenantId,
  id: CustomerId,
): Promise<WholeCustomer | null> => {
  const { commits } = await deps.store.read(tenant, customerStream(id));
  if (commits.length === 0) return null;
  const { appointments, holdsPersonal: _, ...state } = stateAfter(customerDecider, commits);
  const all = Object.values(appointments);
  return {
    ...state,
    ...contactOf(state),
    id,
    appointments: all.toSorted((one, other) => (one.start < other.start ? 1 : -1)),
    risk: riskOf({ appointments }),
    riskSince: eventsIn(commits, "customer.risk_assessed").at(-1)?.at ?? null,
    value: lifetimeValue(all),
    consent: consentIn(commits),
    version: commits.length,
  };
};

/** Somebody whose key is gone is erased, also in the moment before their own stream says so. */
const contactOf = ({
  status,
  contact,
}: Pick<CustomerState, "status" | "contact">): Pick<CustomerState, "status" | "contact"> =>
  Object.values(contact).includes(erasedText)
    ? { status: "erased", contact: { name: null, email: null, phone: null } }
    : { status, contact };

const eventsIn = <T extends CustomerEvent["type"]>(commits: readonly Commit[], type: T) =>
  commits.flatMap(({ at, events }) =>
    (events as readonly CustomerEvent[])
      .filter((event): event is Extract<CustomerEvent, { type: T }> => event.type === type)
      .map((event) => ({ at, event })),
  );

/** A text with its words readable; `body` is `null` where nothing was sent, and once they are erased. */
export type OpenedMessage = Omit<MessageRow, "to"> & { readonly isErased: boolean };

/** The texts to and from one customer, or around one appointment, the newest first. */
export const messagesAround = async (
  deps: Reader,
  tenant: TenantId,
  about: Part & { readonly index: "index1" | "index2"; readonly id: string },
): Promise<{ readonly texts: readonly OpenedMessage[]; readonly next: string | null }> => {
  const { id, ...rest } = about;
  const range = { view: messagesView, ...messagesOf(id), ...rest };
  const { items, next } = await pageOf(deps.views, tenant, range);
  return { texts: await Promise.all(items.map((one) => opened(deps, tenant, one))), next };
};

const opened = async (deps: Reader, tenant: TenantId, item: ViewItem): Promise<OpenedMessage> => {
  const { to: _, ...row } = item.data as MessageRow;
  const body = await readable(deps, tenant, item.source.stream, row.body);
  const isErased = body === erasedText;
  return { ...row, body: isErased ? null : body, isErased };
};

const readable = async (
  { openSealed }: Pick<Reader, "openSealed">,
  tenant: TenantId,
  ...[stream, text]: [StreamName, string | null]
): Promise<string | null> =>
  text === null || parseSealed(text) === null ? text : openSealed(tenant, stream, text);
