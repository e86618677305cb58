/** What a sandbox of a booking system holds: resources by kind and id, as their owner would answer with them. */
export type Shelf = {
  readonly put: (kind: string, id: string, resource: object) => void;
  readonly get: (kind: string, id: string) => object | null;
  readonly all: (kind: string) => readonly object[];
};

/** One booking system as it can be asked over HTTP, in this process or on a port. */
export type SandboxSystem = {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly put: Shelf["put"];
  /** What befalls the next questions, one each; then all is well again. A `Response` is given as the answer. */
  readonly befall: (...mishaps: readonly Mishap[]) => void;
  /** The paths that have been asked for, with their queries. */
  readonly asked: () => readonly string[];
};

type Mishap = Response | "silence";

type Rules = {
  /** What the `Authorization` header must be. */
  readonly authorization: string;
  readonly answer: (shelf: Shelf, url: URL) => object | null;
};

/** In memory only: after a restart a sandbox has no bookings until somebody puts them in. */
export const createSystem = ({ authorization, answer }: Rules): SandboxSystem => {
  const shelves = new Map<string, Map<string, object>>();
  const shelf: Shelf = {
    put: (kind, id, resource) => {
      const own = shelves.get(kind) ?? new Map<string, object>();
      shelves.set(kind, own.set(id, resource));
    },
    get: (kind, id) => shelves.get(kind)?.get(id) ?? null,
    all: (kind) => [...(shelves.get(kind)?.values() ?? [])],
  };
  const mishaps: Mishap[] = [];
  const asked: string[] = [];
  return {
    put: shelf.put,
    befall: (...more) => void mishaps.push(...more),
    asked: () => asked,
    fetch: async (request) => {
      const url = new URL(request.url);
      asked.push(`${url.pathname}${url.search}`);
      const mishap = mishaps.shift();
      if (mishap === "silence") return new Promise<Response>(() => {});
      if (mishap !== undefined) return mishap;
      if (request.headers.get("authorization") !== authorization)
        return Response.json({ message: "Unauthorized" }, { status: 401 });
      const found = request.method === "GET" ? answer(shelf, url) : null;
      return found === null
        ? Response.json({ message: "Not found" }, { status: 404 })
        : Response.json(found);
    },
  };
};

/** One page of a list, and whether there is more behind it. */
export const pageOf = <T>(
  list: readonly T[],
  from: number,
  size: number,
): { readonly page: readonly T[]; readonly next: number | null } => ({
  page: list.slice(from, from + size),
  next: from + size < list.length ? from + size : null,
});
