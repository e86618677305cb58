import * as z from "zod";
import { customerIdOf } from "#core/app/judge-booking";
import { stateAfter } from "#core/app/handle-command";
import { customerDecider } from "#core/customer/decide";
import { isSought, type Sought, soughtFrom } from "#core/customer/search";
import type { TenantId } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { ViewItem } from "#core/ports/views";
import { type CustomerRow, customersOf, customersView } from "#core/views/customer-row";
import type { Deps } from "#functions/deps";
import { everyItem, place, type Place, spelled } from "#functions/paging";
import { type ListedCustomer, listed } from "#functions/read-customers";
import type { Refused } from "#functions/reply";

/** Words never stand in an address: addresses are kept by browsers and logged on the way. */
export const searchWish = z.strictObject({
  text: z.string().max(200),
  limit: z.int().min(1).max(100).default(50),
  after: place.optional(),
});

type Wish = z.infer<typeof searchWish>;
type Searching = Pick<
  Deps,
  "store" | "views" | "vault" | "tenants" | "clock" | "openSealed" | "pause"
>;

type Found = {
  readonly customers: readonly ListedCustomer[];
  /** How many customers were looked at for this answer. */
  readonly looked: number;
  /** Where to look on; `null` once everybody has been looked at. */
  readonly next: string | null;
};

/** More are not opened for one answer; whoever wants more looks on. */
const mostLooked = 2_000;
/** In between, others have their turn. */
const atOnce = 100;

/**
 * Who might be meant. A whole number is looked up by its keyed hash; names, addresses and last digits are sealed,
 * so customers are opened one after the other, the highest risk first, until there are enough.
 */
export const searchCustomers = async (
  deps: Searching,
  tenant: TenantId,
  { text, limit, after }: Wish,
): Promise<Result<Found, Refused>> => {
  const { country } = await deps.tenants.settings(tenant);
  const sought = soughtFrom(text, country);
  if (sought === null)
    return refuse({ code: "payload_invalid", details: { path: "text", why: "is too short" } });
  const direct = after === undefined ? await lookedUp(deps, tenant, sought) : null;
  if (direct !== null)
    return ok({ customers: [await listed(deps, tenant, direct)], looked: 1, next: null });
  return ok(await lookedThrough(deps, tenant, { sought, limit, after: after ?? null }));
};

const lookedUp = async (
  { vault, views }: Searching,
  tenant: TenantId,
  sought: Sought,
): Promise<ViewItem | null> => {
  if (sought.by === "name") return null;
  const phone = sought.by === "number" ? sought.phone : null;
  const email = sought.by === "email" ? sought.email : null;
  if (phone === null && email === null) return null;
  const id = await customerIdOf(vault, tenant, { phone, email }, "");
  const item = await views.get(tenant, customersView, id);
  return item === null || (item.data as CustomerRow).status === "erased" ? null : item;
};

type Look = { readonly sought: Sought; readonly limit: number; readonly after: Place | null };

/** Stops where enough have been found or looked at; behind that place there may be more, or nobody. */
const lookedThrough = async (
  deps: Searching,
  tenant: TenantId,
  { sought, limit, after }: Look,
): Promise<Found> => {
  const customers: ListedCustomer[] = [];
  let looked = 0;
  const range = { view: customersView, ...customersOf(null), limit: atOnce, after };
  for await (const item of everyItem(deps, tenant, range)) {
    looked += 1;
    const found = await match(deps, tenant, { sought, item });
    if (found !== null) customers.push(found);
    if (customers.length === limit || looked === mostLooked)
      return { customers, looked, next: spelled(item, "index1") };
  }
  return { customers, looked, next: null };
};

const match = async (
  deps: Searching,
  tenant: TenantId,
  { sought, item }: { readonly sought: Sought; readonly item: ViewItem },
): Promise<ListedCustomer | null> => {
  if (sought.by === "name") {
    const row = await listed(deps, tenant, item);
    return isSought(sought, { name: row.name, phone: null, email: null }) ? row : null;
  }
  // Rows hold no number and no address: they stand in the customer's own stream.
  const { commits } = await deps.store.read(tenant, item.source.stream);
  const { contact } = stateAfter(customerDecider, commits);
  if (Object.values(contact).includes(erasedText)) return null;
  return isSought(sought, contact) ? listed(deps, tenant, item) : null;
};
