import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { isDataUnusable } from "#adapters/local/data-unusable";
import type { Log } from "#core/ports/log";
import type { Metrics } from "#core/ports/metrics";
import { failedRequest } from "#functions/failed-request";
import { type AddressLimit, addressOf, isRefusal } from "#functions/address-limit";
import { refusal } from "#functions/reply";
import { correlationOf, isNamed } from "#functions/request";
import type { Answer } from "#local/front";
import type { Answered, Asked } from "#local/front-messages";
import type { Traffic } from "#local/traffic";

export type Door = (
  request: Request,
  params: Readonly<Record<string, string>>,
) => Promise<Response>;
export type Route = { readonly method: string; readonly path: string; readonly door: Door };

type Inside = { readonly routes: readonly Route[]; readonly log: Log };

type Limits = {
  readonly limit: AddressLimit;
  /** How many of our own proxies a request has come through. */
  readonly proxies: number;
  /** Under which endpoint a path is counted. */
  readonly endpointOf: (pathname: string) => string;
};

type Outside = {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly traffic: Pick<Traffic, "begin">;
  /** For whoever is refused too often; left out where nobody is. */
  readonly limits?: Limits;
  /** `Host` values under which this server is reached; anything else is somebody's rebinding trick. */
  readonly hosts: () => readonly string[];
};

/** All doors behind one function from `Request` to `Response`; whatever is thrown becomes an envelope. */
export const createGateway = (parts: Inside): ((request: Request) => Promise<Response>) => {
  const app = new Hono();
  for (const path of new Set(parts.routes.map((route) => route.path))) {
    const own = parts.routes.filter((route) => route.path === path);
    for (const { method, door } of own)
      app.on(method === "ALL" ? anyMethod : [method], path, (c) => door(c.req.raw, c.req.param()));
    // Before a wildcard further down takes it: the address is known, only the method is not.
    if (!path.includes("*")) app.all(path, (c) => otherMethod(own, c.req.raw));
  }
  app.notFound(({ req }) =>
    [...anyMethod, "HEAD"].includes(req.method)
      ? refusal({ code: "not_found" }, correlationOf(req.raw))
      : methodRefused(req.raw, anyMethod),
  );
  app.onError((error, c) => {
    const correlationId = correlationOf(c.req.raw);
    // A full disk has a name of its own: whoever sent this may send it again when there is room.
    const code = isDataUnusable(error) && error.code === "disk_full" ? error.code : "internal";
    return failedRequest(parts.log, error, { correlationId, code });
  });
  return async (request) => app.fetch(named(request));
};

/**
 * Answers what the front has read, by the gateway. Every request gets a correlation id, and must name this server as its
 * host. Never rejects.
 */
export const answerer =
  (gateway: (request: Request) => Promise<Response>, parts: Outside): Answer =>
  async (asked) => {
    const began = performance.now();
    const answered = parts.traffic.begin();
    const failed = (error: unknown): Response =>
      failedRequest(parts.log, error, { correlationId: randomUUID() });
    try {
      const response = await answerTo(gateway, parts, asked).catch(failed);
      const status = `${response.status}`;
      parts.metrics.observeMs("http", performance.now() - began, { status });
      return await answerFrom(asked, response).catch((error: unknown) =>
        answerFrom(asked, failed(error)),
      );
    } finally {
      answered();
    }
  };

const answerTo = async (
  gateway: (request: Request) => Promise<Response>,
  parts: Outside,
  asked: Asked,
): Promise<Response> => {
  const request = requestFrom(asked);
  if (!isOurs(request, parts.hosts()))
    return refusal({ code: "host_not_allowed" }, correlationOf(request));
  return unlessLimited(parts, request, asked.address, gateway);
};

/** A method that no `Request` may have (`TRACE`) goes by a name that no door has: it is refused as any other is. */
const requestFrom = ({ url, method, headers, body }: Asked): Request => {
  const given = headers.map(([name, value]): [string, string] => [name, value]);
  const hasBody = body.length > 0 && !bodiless.has(method);
  const request = new Request(url, {
    method: unspeakable.has(method) ? `NO-${method}` : method,
    headers: given,
    ...(hasBody && { body }),
  });
  return named(request);
};

const unspeakable: ReadonlySet<string> = new Set(["TRACE", "TRACK", "CONNECT"]);
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const answerFrom = async ({ id }: Asked, response: Response): Promise<Answered> => ({
  id,
  status: response.status,
  headers: [...response.headers],
  body: new Uint8Array(await response.arrayBuffer()),
});

/** Whoever is refused again and again is turned away before a door sees anything of what they send. */
const unlessLimited = async (
  { limits, log, metrics }: Outside,
  request: Request,
  ...[socket, gateway]: [string | undefined, (request: Request) => Promise<Response>]
): Promise<Response> => {
  if (limits === undefined) return gateway(request);
  const { limit, proxies, endpointOf } = limits;
  const address = addressOf(socket, request.headers.get("x-forwarded-for"), proxies);
  if (address === null) return gateway(request);
  const endpoint = endpointOf(new URL(request.url).pathname);
  const waitMs = limit.waitMs(address, endpoint);
  if (waitMs !== null) {
    metrics.count("requests.limited", { endpoint });
    const details = { retryAfterMs: Math.ceil(waitMs) };
    return refusal({ code: "refused_too_often", details }, correlationOf(request));
  }
  const response = await gateway(request);
  if (isRefusal(response.status) && limit.refused(address, endpoint))
    log.warn("request.limited", { endpoint, correlationId: correlationOf(request) });
  return response;
};

/** A request whose sender gave its story no name that we can take gets one here. */
const named = (request: Request): Request => {
  if (!isNamed(request)) request.headers.set("x-correlation-id", randomUUID());
  return request;
};

/** DNS rebinding makes a stranger's page reach a loopback server: its `Host` or `Origin` gives it away. */
const isOurs = (request: Request, hosts: readonly string[]): boolean => {
  const host = request.headers.get("host");
  const origin = request.headers.get("origin");
  if (host === null || !hosts.includes(host.toLowerCase())) return false;
  // The address may name another than the header (RFC 9112, section 3.2.2); it counts as well.
  if (!hosts.includes(new URL(request.url).host)) return false;
  return (
    origin === null ||
    hosts.some((one) => origin === `http://${one}` || origin === `https://${one}`)
  );
};

const anyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const otherMethod = (own: readonly Route[], request: Request): Response =>
  methodRefused(
    request,
    own.map(({ method }) => method),
  );

const methodRefused = (request: Request, methods: readonly string[]): Response => {
  const response = refusal({ code: "method_not_allowed" }, correlationOf(request));
  // Where there is a GET, HEAD is answered by it.
  const allowed = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  response.headers.set("allow", allowed.join(", "));
  return response;
};
