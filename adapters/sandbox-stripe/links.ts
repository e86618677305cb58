import { type Answer, refusal } from "#adapters/sandbox-stripe/refusals";
import { textAt, textsAt, type Tree } from "#adapters/sandbox-stripe/form";
import type { Kept, StripeStore } from "#adapters/sandbox-stripe/store";

type Links = { readonly store: StripeStore; readonly payUrl: () => string };

export type Link = Kept & {
  readonly url: string;
  readonly active: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sandbox: LinkTerms;
};

/** What the real one keeps, too, and shows elsewhere (line items, restrictions). */
type LinkTerms = {
  readonly amount: number;
  readonly currency: string;
  readonly name: string;
  readonly paymentMetadata: Readonly<Record<string, string>>;
  readonly limit: number | null;
};

/** Makes a payment link of one inline price. Called inside the store's `whole`. */
export const createLink = ({ store, payUrl }: Links, form: Tree): Answer => {
  const fault = faultIn(form);
  if (fault !== null) return fault;

  const limit = textAt(form, "restrictions", "completed_sessions", "limit");
  const terms: LinkTerms = {
    amount: Number(priceAt(form, "unit_amount")),
    currency: priceAt(form, "currency") ?? "",
    name: textAt(form, "line_items", "0", "price_data", "product_data", "name") ?? "",
    paymentMetadata: textsAt(form, "payment_intent_data", "metadata"),
    limit: limit === null ? null : Number(limit),
  };
  const link = store.add("payment_link", null, (id) => ({
    id,
    object: "payment_link",
    active: true,
    url: `${payUrl()}/pay/${id}`,
    metadata: textsAt(form, "metadata"),
    sandbox: terms,
  }));
  return { status: 200, body: JSON.stringify(linkResource(link as Link)) };
};

/** Opens or closes a link. */
export const updateLink = ({ store }: Links, id: string, form: Tree): Answer => {
  const link = store.get(id);
  if (link?.object !== "payment_link") return refusal("not_found", "payment_link");
  const active = textAt(form, "active");
  if (active !== null && active !== "true" && active !== "false")
    return refusal("parameter_invalid", "active");
  const changed = active === null ? link : store.put({ ...link, active: active === "true" });
  return { status: 200, body: JSON.stringify(linkResource(changed as Link)) };
};

/** A link as the API spells it. */
export const linkResource = ({ id, active, url, metadata, sandbox: terms }: Link) => ({
  id,
  object: "payment_link",
  active,
  application: null,
  billing_address_collection: "auto",
  currency: terms.currency,
  inactive_message: null,
  livemode: false,
  metadata,
  payment_intent_data: { metadata: terms.paymentMetadata },
  payment_method_types: ["card"],
  restrictions:
    terms.limit === null ? null : { completed_sessions: { count: 0, limit: terms.limit } },
  url,
});

const priceAt = (form: Tree, name: string): string | null =>
  textAt(form, "line_items", "0", "price_data", name);

const faultIn = (form: Tree): Answer | null => {
  const currency = priceAt(form, "currency");
  const amount = priceAt(form, "unit_amount");
  if (currency === null) return refusal("parameter_missing", "line_items[0][price_data][currency]");
  if (!/^[a-z]{3}$/.test(currency)) return refusal("parameter_invalid", "currency");
  if (amount === null || !/^\d{1,8}$/.test(amount))
    return refusal("parameter_invalid", "line_items[0][price_data][unit_amount]");
  if (Number(amount) < leastAmount) return refusal("amount_too_small", "unit_amount");
  const stranger = Object.keys(form).find((name) => !parameters.includes(name));
  return stranger === undefined ? null : refusal("parameter_unknown", stranger);
};

/** Half a dollar; the real one has another for each currency. */
const leastAmount = 50;

const parameters = [
  "line_items",
  "metadata",
  "payment_intent_data",
  "payment_method_types",
  "restrictions",
];
