import { createSystem, pageOf, type SandboxSystem } from "#adapters/sandbox-booking/shelf";

/** Cal.com's `GET /v2/bookings`; resources of the kind `bookings`. */
export const createCalcomSandbox = (account: { readonly apiKey: string }): SandboxSystem =>
  createSystem({
    authorization: `Bearer ${account.apiKey}`,
    answer: (shelf, { pathname, searchParams: query }) => {
      if (pathname !== "/v2/bookings") return null;
      const from = query.get("afterStart") ?? "";
      const found = (shelf.all("bookings") as readonly { readonly start?: string }[])
        .filter(({ start = "" }) => start >= from)
        .toSorted((left, right) => ((left.start ?? "") < (right.start ?? "") ? -1 : 1));
      const skip = Number(query.get("skip") ?? 0);
      const { page, next } = pageOf(found, skip, Number(query.get("take") ?? 100));
      return { status: "success", data: page, pagination: { hasNextPage: next !== null } };
    },
  });
