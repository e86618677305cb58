import {
  createSystem,
  pageOf,
  type SandboxSystem,
  type Shelf,
} from "#adapters/sandbox-booking/shelf";

/**
 * Calendly's `GET /scheduled_events` and `/scheduled_events/{id}/invitees`; resources of the kinds `events` and
 * `invitees`, of which an invitee names its event in `event`.
 */
export const createCalendlySandbox = (account: { readonly token: string }): SandboxSystem =>
  createSystem({
    authorization: `Bearer ${account.token}`,
    answer: (shelf, { pathname, searchParams: query }) => {
      if (pathname === "/scheduled_events") return eventsOf(shelf, query);
      const event = /^(\/scheduled_events\/[\w-]+)\/invitees$/.exec(pathname)?.[1];
      return event === undefined ? null : inviteesOf(shelf, event, query);
    },
  });

type Event = { readonly start_time?: string; readonly status?: string };
type Invitee = { readonly event?: string; readonly status?: string };

/** What has been called off stays, and is not among what a list of `active` ones asks for. */
const hasStatus = ({ status = "active" }: Event | Invitee, query: URLSearchParams): boolean =>
  status === (query.get("status") ?? status);

const eventsOf = (shelf: Shelf, query: URLSearchParams): object => {
  const from = query.get("min_start_time") ?? "";
  const found = (shelf.all("events") as readonly Event[])
    .filter((event) => (event.start_time ?? "") >= from && hasStatus(event, query))
    .toSorted((left, right) => ((left.start_time ?? "") < (right.start_time ?? "") ? -1 : 1));
  return collectionOf(found, query);
};

const inviteesOf = (shelf: Shelf, event: string, query: URLSearchParams): object =>
  collectionOf(
    (shelf.all("invitees") as readonly Invitee[]).filter(
      (one) => one.event?.endsWith(event) && hasStatus(one, query),
    ),
    query,
  );

const collectionOf = (found: readonly object[], query: URLSearchParams): object => {
  const from = Number(query.get("page_token") ?? 0);
  const { page, next } = pageOf(found, from, Number(query.get("count") ?? 20));
  const token = next === null ? null : String(next);
  return { collection: page, pagination: { count: page.length, next_page_token: token } };
};
