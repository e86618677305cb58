import {
  createSystem,
  pageOf,
  type SandboxSystem,
  type Shelf,
} from "#adapters/sandbox-booking/shelf";

/** Square's `GET /v2/bookings`, `/v2/customers/{id}`, `/v2/locations/{id}` and `/v2/catalog/object/{id}`; resources of these kinds. */
export const createSquareSandbox = (account: { readonly accessToken: string }): SandboxSystem =>
  createSystem({
    authorization: `Bearer ${account.accessToken}`,
    answer: (shelf, url) => {
      const [, kind = "", id = ""] =
        /^\/v2\/(customers|locations)\/([^/]+)$/.exec(url.pathname) ?? [];
      if (kind !== "") return wrapped(kind.slice(0, -1), shelf.get(kind, decodeURIComponent(id)));
      const object = /^\/v2\/catalog\/object\/([^/]+)$/.exec(url.pathname)?.[1];
      if (object !== undefined) return shelf.get("catalog", decodeURIComponent(object));
      return url.pathname === "/v2/bookings" ? listed(shelf, url.searchParams) : null;
    },
  });

const wrapped = (name: string, resource: object | null): object | null =>
  resource === null ? null : { [name]: resource };

type Booking = { readonly start_at?: string };

/** The cursor is where the next page begins. */
const listed = (shelf: Shelf, query: URLSearchParams): object => {
  const from = query.get("start_at_min") ?? "";
  const to = query.get("start_at_max") ?? "9999";
  const found = (shelf.all("bookings") as readonly Booking[])
    .filter(({ start_at = "" }) => start_at >= from && start_at < to)
    .toSorted((left, right) => ((left.start_at ?? "") < (right.start_at ?? "") ? -1 : 1));
  const { page, next } = pageOf(
    found,
    Number(query.get("cursor") ?? 0),
    Number(query.get("limit") ?? 100),
  );
  if (page.length === 0) return {}; // As Square does: empty lists are left out.
  return { bookings: page, ...(next !== null && { cursor: String(next) }) };
};
