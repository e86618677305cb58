import { createHash } from "node:crypto";
import { type Fault, type StripeCall, suffering } from "#adapters/sandbox-stripe/faults";
import { type Tree, treeFrom } from "#adapters/sandbox-stripe/form";
import { createLink, type Link, linkResource, updateLink } from "#adapters/sandbox-stripe/links";
import {
  type Answer,
  refusal,
  refusalResponse,
  responseOf,
} from "#adapters/sandbox-stripe/refusals";
import type { Kept, Kind, StripeStore } from "#adapters/sandbox-stripe/store";
import { epochMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

type Rest = {
  readonly store: StripeStore;
  readonly clock: Clock;
  readonly secretKey: string;
  /** Where the payment page is reached: links are made of it. */
  readonly payUrl: () => string;
  readonly faults: (call: StripeCall) => Fault;
};

/** The API: make, change, read and list payment links; list sessions; read payment intents. */
export const restFace =
  (rest: Rest) =>
  async (request: Request): Promise<Response> => {
    if (request.headers.get("authorization") !== `Bearer ${rest.secretKey}`)
      return refusalResponse("unauthenticated");
    const named = resourceIn(new URL(request.url).pathname);
    if (named === null) return refusalResponse("no_such_route");

    const { kind, id } = named;
    if (request.method === "GET") return look(rest, request, kind, id);
    return request.method === "POST" && kind === "payment_link"
      ? write(rest, request, id)
      : refusalResponse("no_such_route");
  };

const resourceIn = (path: string): { readonly kind: Kind; readonly id: string | null } | null => {
  const [, name, id = null] =
    /^\/v1\/(payment_links|checkout\/sessions|payment_intents)(?:\/(\w+))?$/.exec(path) ?? [];
  const kind = kinds.get(name ?? "");
  return kind === undefined ? null : { kind, id };
};

const look = async (
  rest: Rest,
  request: Request,
  kind: Kind,
  id: string | null,
): Promise<Response> => {
  const fault = rest.faults({ operation: id === null ? "list" : "read" });
  if (fault === "http-500") return refusalResponse("server_error");
  const { searchParams } = new URL(request.url);
  return suffering(fault, request, async () =>
    responseOf(id === null ? list(rest, kind, searchParams) : read(rest, kind, id)),
  );
};

const kinds: ReadonlyMap<string, Kind> = new Map([
  ["payment_links", "payment_link"],
  ["checkout/sessions", "session"],
  ["payment_intents", "payment_intent"],
]);

const write = async (rest: Rest, request: Request, id: string | null): Promise<Response> => {
  const text = await request.text();
  const form = treeFrom(text);
  if (form === null) return refusalResponse("parameter_unknown");
  const fault = rest.faults({ operation: id === null ? "create" : "update" });
  const key = request.headers.get("idempotency-key");
  if (fault === "http-500")
    return responseOf(keyed(rest, request, { key, text }, () => refusal("server_error")).answer);
  return suffering(fault, request, async () => {
    const { answer, isReplayed } = keyed(rest, request, { key, text }, () =>
      carryOut(rest, id, form),
    );
    return responseOf(answer, isReplayed ? { "idempotent-replayed": "true" } : {});
  });
};

const carryOut = (rest: Rest, id: string | null, form: Tree): Answer =>
  id === null ? createLink(rest, form) : updateLink(rest, id, form);

const keyKeptMs = 24 * 3_600_000;

/**
 * The first answer to a key is kept for a day, also a 500, and given again to the same request; another request
 * under the same key is refused. What the endpoint has not begun (a 4xx of its parameters) is not kept.
 */
const keyed = (
  { store, clock }: Rest,
  request: Request,
  { key, text }: { readonly key: string | null; readonly text: string },
  carryOut: () => Answer,
): { readonly answer: Answer; readonly isReplayed: boolean } => {
  if (key === null) return { answer: store.whole(carryOut), isReplayed: false };
  const atMs = epochMs(clock.now());
  const { pathname } = new URL(request.url);
  const asked = createHash("sha256").update(`${pathname} ${text}`).digest("hex");
  const known = store.answerTo(key, atMs - keyKeptMs);
  if (known !== null)
    return known.asked === asked
      ? { answer: known, isReplayed: true }
      : { answer: refusal("key_with_other_parameters"), isReplayed: false };

  const answer = store.whole(() => {
    const first = carryOut();
    if (first.status < 400 || first.status >= 500) store.keepAnswer({ key, asked, atMs, ...first });
    return first;
  });
  return { answer, isReplayed: false };
};

const list = ({ store }: Rest, kind: Kind, query: URLSearchParams): Answer => {
  const limit = Math.min(Math.max(Number(query.get("limit") ?? 10) || 10, 1), 100);
  const parent = query.get("payment_link");
  const after = query.get("starting_after");
  // One more than fits says whether there is a next page.
  const found = store.list(kind, { parent, after, limit: limit + 1 });
  const body = {
    object: "list",
    url: `/v1/${kind}s`,
    has_more: found.length > limit,
    data: found.slice(0, limit).map(resourceOf),
  };
  return { status: 200, body: JSON.stringify(body) };
};

const read = ({ store }: Rest, kind: Kind, id: string): Answer => {
  const found = store.get(id);
  return found !== null && found.object === objectsOf[kind]
    ? { status: 200, body: JSON.stringify(resourceOf(found)) }
    : refusal("not_found", "id");
};

const objectsOf: Readonly<Partial<Record<Kind, string>>> = {
  payment_link: "payment_link",
  session: "checkout.session",
  payment_intent: "payment_intent",
};

const resourceOf = (object: Kept): object =>
  object.object === "payment_link" ? linkResource(object as Link) : object;
