import { createServer, type IncomingMessage, type Server } from "node:http";
import { randomUUID } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { isDataUnusable } from "#adapters/local/data-unusable";
import type { Log } from "#core/ports/log";
import type { Metrics } from "#core/ports/metrics";
import { failedRequest } from "#functions/failed-request";
import { type AddressLimit, addressOf, isRefusal } from "#functions/address-limit";
import { refusal } from "#functions/reply";
import { correlationOf, isNamed } from "#functions/request";
import type { Traffic } from "#local/traffic";
import { refuseUnreadable } from "#local/unreadable";

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
  app.notFound((c) => refusal({ code: "not_found" }, correlationOf(c.req.raw)));
  app.onError((error, c) => {
    const correlationId = correlationOf(c.req.raw);
    // A full disk has a name of its own: whoever sent this may send it again when there is room.
    const code = isDataUnusable(error) && error.code === "disk_full" ? error.code : "internal";
    return failedRequest(parts.log, error, { correlationId, code });
  });
  return async (request) => app.fetch(named(request));
};

/** Serves the gateway. Every request gets a correlation id, and must name this server as its host. */
export const listener = (gateway: (request: Request) => Promise<Response>, parts: Outside) =>
  getRequestListener(
    async (incoming, bindings) => {
      const began = performance.now();
      const answered = parts.traffic.begin();
      try {
        const request = named(incoming);
        if (!isOurs(request, parts.hosts()))
          return refusal({ code: "host_not_allowed" }, correlationOf(request));
        const { socket } = (bindings as { incoming: IncomingMessage }).incoming;
        const response = await unlessLimited(parts, request, socket.remoteAddress, gateway);
        const status = `${response.status}`;
        parts.metrics.observeMs("http", performance.now() - began, { status });
        return response;
      } finally {
        answered();
      }
    },
    { overrideGlobalObjects: false, errorHandler: refuseUnreadable(parts.log) },
  );

/** Whoever is refused again and again is turned away before anything of what they send is read. */
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

/**
 * Slow senders are cut off: headers within 10 s, the whole request within 30 s. What Node would answer by
 * itself is left to the listener: a missing `Host` has our envelope, an unknown `Expect` does no harm.
 */
export const createHttpServer = (): Server => {
  const limits = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 };
  const server = createServer({ ...limits, requireHostHeader: false });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server;
};

/**
 * Takes requests from now on, and answers them from the moment at which it is told how: a port is taken before the house
 * behind it stands, and a request to which nobody listens would never be answered.
 */
export const takeRequests = (server: Server): ((answer: Answer) => void) => {
  let answerBy: (answer: Answer) => void = () => undefined;
  const known = new Promise<Answer>((resolve) => {
    answerBy = resolve;
  });
  server.on("request", (request, response) => {
    void known.then((answer) => answer(request, response));
  });
  return answerBy;
};

type Answer = ReturnType<typeof listener>;

/** A request whose sender gave its story no name that we can take gets one here. */
const named = (request: Request): Request => {
  if (!isNamed(request)) request.headers.set("x-correlation-id", randomUUID());
  return request;
};

/** DNS rebinding makes a stranger's page reach a loopback server: its `Host` or `Origin` gives it away. */
const isOurs = (request: Request, hosts: readonly string[]): boolean => {
  const host = request.headers.get("host");
  const origin = request.headers.get("origin");
  if (host === null || !hosts.includes(host)) return false;
  return (
    origin === null ||
    hosts.some((one) => origin === `http://${one}` || origin === `https://${one}`)
  );
};

const anyMethod = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const otherMethod = (own: readonly Route[], request: Request): Response => {
  const response = refusal({ code: "method_not_allowed" }, correlationOf(request));
  response.headers.set("allow", own.map(({ method }) => method).join(", "));
  return response;
};
