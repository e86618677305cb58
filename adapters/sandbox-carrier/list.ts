import { type Account, numberFor, resource } from "#adapters/sandbox-carrier/resource";
import type { CarrierStore, Filters } from "#adapters/sandbox-carrier/store";

/**
 * A page of messages, newest first, with the documented filters. A text that is not sent yet has no date of
 * sending, so every filter by that date passes it over: the reading under which a client can go wrong.
 */
export const listMessages = (store: CarrierStore, account: Account, query: URLSearchParams) => {
  const pageSize = Math.min(Math.max(Number(query.get("PageSize") ?? 50) || 50, 1), 1000);
  // One more than fits says whether there is a next page.
  const found = store.list({ ...filtersFrom(query, account), limit: pageSize + 1 });
  const messages = found.slice(0, pageSize);

  const home = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
  const page = Number(query.get("Page") ?? 0) || 0;
  const following = new URLSearchParams(query);
  following.set("Page", String(page + 1));
  following.set("PageToken", `PA${messages.at(-1)?.seq ?? 0}`);

  return {
    end: page * pageSize + messages.length - 1,
    first_page_uri: `${home}?PageSize=${pageSize}&Page=0`,
    messages: messages.map((message) => resource(message, account)),
    next_page_uri: found.length > pageSize ? `${home}?${following}` : null,
    page,
    page_size: pageSize,
    previous_page_uri: null,
    start: page * pageSize,
    uri: `${home}?${query}`,
  };
};

const filtersFrom = (query: URLSearchParams, account: Account): Omit<Filters, "limit"> => {
  const to = query.get("To");
  const from = query.get("From");
  const token = /^PA(\d{1,15})$/.exec(query.get("PageToken") ?? "")?.[1];
  return {
    customer: [to, from].find((one) => one !== null && !isOurs(one, account)) ?? null,
    direction: directionOf(to, from, account),
    ...sentRange(query),
    beforeSeq: token === undefined ? null : Number(token),
  };
};

const directionOf = (to: string | null, from: string | null, account: Account) => {
  if (to === null && from === null) return null;
  const isToUs = to !== null && isOurs(to, account);
  return isToUs || (from !== null && !isOurs(from, account)) ? "inbound" : "outbound";
};

const isOurs = (address: string, account: Account): boolean =>
  address === numberFor({ customer: address }, account);

const dayMs = 86_400_000;

/** `DateSent=day`, `DateSent>=day` (the parameter is `DateSent>`) and `DateSent<=day`, days in UTC, inclusive. */
const sentRange = (query: URLSearchParams) => {
  const [on, from, until] = ["DateSent", "DateSent>", "DateSent<"].map((name) => {
    const ms = Date.parse(query.get(name) ?? "");
    return Number.isNaN(ms) ? null : Math.floor(ms / dayMs) * dayMs;
  });
  const last = until ?? on ?? null;
  return {
    sentFromMs: from ?? on ?? null,
    sentBeforeMs: last === null ? null : last + dayMs,
  };
};
