import { createServer, type Server } from "node:http";
import { randomUUID } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Log } from "#core/ports/log";
import type { Metrics } from "#core/ports/metrics";
import { refusal } from "#functions/reply";

export type Door = (
  request: Request,
  params: Readonly<Record<string, string>>,
) => Promise<Response>;
export type Route = { readonly method: string; readonly path: string; readonly door: Door };

type Inside = { readonly routes: readonly Route[]; readonly log: Log };

type Outside = {
  readonly metrics: Metrics;
  /** `Host` values under which this server is reached; anything else is somebody's rebinding trick. */
  readonly hosts: () => readonly string[];
};

/** All doors behind one function from `Request` to `Response`; whatever is thrown becomes an envelope. */
export const createGateway = (parts: Inside): ((request: Request) => Promise<Response>) => {
  const app = new Hono();
  for (const { method, path, door } of parts.routes)
    app.on(method === "ALL" ? ["GET", "POST", "PUT", "PATCH", "DELETE"] : [method], path, (c) =>
      door(c.req.raw, c.req.param()),
    );
  app.notFound((c) => otherMethod(parts.routes, c.req.raw));
  app.onError((error, c) => {
    parts.log.error("request.failed", { why: error.name, at: frameOf(error) });
    return refusal({ code: "internal" }, correlation(c.req.raw));
  });
  return async (request) => app.fetch(request);
};

/** Serves the gateway. Every request gets a correlation id, and must name this server as its host. */
export const listener = (gateway: (request: Request) => Promise<Response>, parts: Outside) =>
  getRequestListener(
    async (request) => {
      const began = performance.now();
      const named = correlation(request);
      if (!isOurs(request, parts.hosts())) return refusal({ code: "host_not_allowed" }, named);
      const response = await gateway(withCorrelation(request, named));
      parts.metrics.observeMs("http", performance.now() - began, { status: `${response.status}` });
      return response;
    },
    { overrideGlobalObjects: false },
  );

/** Slow senders are cut off: headers within 10 s, the whole request within 30 s. */
export const createHttpServer = (): Server =>
  createServer({ headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 });

const correlationHeader = "x-correlation-id";

const correlation = (request: Request): string =>
  request.headers.get(correlationHeader) ?? randomUUID();

const withCorrelation = (request: Request, id: string): Request => {
  if (request.headers.has(correlationHeader) || request.headers.has("traceparent")) return request;
  request.headers.set(correlationHeader, id);
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

const otherMethod = (routes: readonly Route[], request: Request): Response => {
  const { pathname } = new URL(request.url);
  const isKnown = routes.some(({ path }) => patternOf(path).test(pathname) && path !== "/*");
  return refusal({ code: isKnown ? "method_not_allowed" : "not_found" }, correlation(request));
};

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/:[a-z0-9]+/g, "[^/]+").replaceAll("*", ".*")}$`);

/** Where in our code it happened; the message is left out, since it may quote data. */
const frameOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .find((line) => line.includes("file:"))
    ?.replace(/^.*\/((?:[^/]+\/){0,3}[^/]+:\d+:\d+).*$/, "$1") ?? "unknown";
