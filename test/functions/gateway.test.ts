import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dataUnusable } from "#adapters/local/data-unusable";
import { createLog } from "#adapters/local/log";
import { createMetrics } from "#adapters/local/metrics";
import { createAddressLimit, createEndpoints } from "#functions/address-limit";
import { done } from "#functions/reply";
import { type Front, openFront } from "#local/front";
import { answerer, createGateway } from "#local/gateway";
import { type Answer, answerOf } from "#test/support/doors";

const lines: string[] = [];
const now = "2026-03-02T15:00:00.000Z";
const log = createLog((line) => lines.push(line), { least: "info", now: () => now });

const gateway = createGateway({
  log,
  routes: [
    { method: "GET", path: "/things/:id", door: async (_, { id = "" }) => done({ outcome: id }) },
    { method: "POST", path: "/things/:id", door: async () => done({ outcome: "made" }) },
    {
      method: "GET",
      path: "/broken",
      door: async () => {
        throw new TypeError("Cannot read Quenby Zzyzx of undefined");
      },
    },
    {
      method: "POST",
      path: "/full",
      door: async () => {
        throw dataUnusable("disk_full", "/data/aro.db");
      },
    },
    { method: "ALL", path: "/v1/*", door: async () => done({ outcome: "api" }) },
  ],
});

const ask = async (method: string, path: string, headers: Record<string, string> = {}) =>
  gateway(new Request(`http://127.0.0.1${path}`, { method, headers }));

const answer = async (...asked: Parameters<typeof ask>): Promise<Answer> =>
  answerOf(await ask(...asked));

beforeEach(() => {
  lines.length = 0;
});

describe("the gateway", () => {
  it("brings a request to its door, with the parts of its path", async () => {
    expect(await answer("GET", "/things/7")).toMatchObject({ status: 200, outcome: "7" });
    expect(await answer("DELETE", "/v1/anything")).toMatchObject({ status: 200, outcome: "api" });
  });

  it.each(["/", "/thing", "/things/", "/things/7/8", "/things//", "/%2e%2e/etc/passwd"])(
    "knows nothing at %s",
    async (path) => {
      expect(await answer("GET", path)).toMatchObject({
        status: 404,
        error: { code: "not_found" },
      });
    },
  );

  it("says which methods an address has", async () => {
    const response = await ask("DELETE", "/things/7");

    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
    expect(await answerOf(response)).toMatchObject({
      status: 405,
      error: { code: "method_not_allowed", retryable: false },
    });
  });

  it.each(["OPTIONS", "PURGE"])("does not do %s, wherever", async (method) => {
    for (const path of ["/things/7", "/v1/anything", "/nowhere"]) {
      const response = await ask(method, path);
      expect(response.headers.get("allow")).toMatch(/^GET, HEAD, POST/);
      expect((await answerOf(response)).error?.code).toBe("method_not_allowed");
    }
  });

  it("answers a thrown error with an envelope, and keeps its words and stack to itself", async () => {
    const { status, error } = await answer("GET", "/broken");

    expect(status).toBe(500);
    expect(error).toMatchObject({ code: "internal", details: {}, retryable: true });
    expect(JSON.stringify(error)).not.toMatch(/quenby|\.ts:/i);
  });

  it("logs a thrown error by its kind and place, under the log's own time", async () => {
    const { error } = await answer("GET", "/broken");

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      at: now,
      level: "error",
      event: "request.failed",
      why: "TypeError",
      code: "internal",
      frame: expect.stringMatching(/functions\/gateway\.test\.ts:\d+:\d+$/) as unknown,
      correlationId: error?.correlationId,
    });
  });

  it("says 507 when the disk is full, so that the sender tries again later", async () => {
    expect(await answer("POST", "/full")).toMatchObject({
      status: 507,
      error: { code: "disk_full", retryable: true },
    });
    expect(lines[0]).toContain('"code":"disk_full"');
  });
});

describe("a correlation id", () => {
  const given = async (headers: Record<string, string>): Promise<string | undefined> =>
    (await answer("GET", "/nowhere", headers)).error?.correlationId;

  it("is the caller's own, or that of the caller's trace", async () => {
    expect(await given({ "x-correlation-id": "story-of-mrs-ito" })).toBe("story-of-mrs-ito");
    const trace = "0af7651916cd43dd8448eb211c80319c";
    expect(await given({ traceparent: `00-${trace}-b7ad6b7169203331-01` })).toBe(trace);
  });

  it.each([
    ["none was given", {}],
    ["it is too short to mean one story", { "x-correlation-id": "7" }],
    ["it is too long", { "x-correlation-id": "x".repeat(65) }],
    ["it is a text", { "x-correlation-id": '<script>alert("1")</script>' }],
    ["the trace is none", { traceparent: "00-quenby" }],
  ])("is a new one where %s", async (_, headers) => {
    const [first, second] = [await given(headers), await given(headers)];

    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(second).not.toBe(first);
  });
});

describe("the server around the gateway", () => {
  const metrics = createMetrics();
  const hosts: string[] = [];
  const answers = answerer(gateway, {
    metrics,
    log,
    traffic: { begin: () => () => undefined },
    hosts: () => hosts,
    limits: {
      limit: createAddressLimit({ perMinute: 3, mostAddresses: 100 }, () => performance.now()),
      proxies: 1,
      endpointOf: createEndpoints(["/things/:id"]),
    },
  });

  let front: Front;
  let port = 0;
  let last: string | null = null;
  beforeEach(async () => {
    front = await openFront({ host: "127.0.0.1", port: 0 });
    ({ port } = front);
    hosts.splice(0, hosts.length, `127.0.0.1:${port}`, `localhost:${port}`);
    front.serve(answers, log);
  });
  afterEach(() => front.close());

  const over = async (
    headers: Readonly<Record<string, string>>,
    path = "/things/7",
  ): Promise<Answer> => {
    const request = httpRequest({ host: "127.0.0.1", port, path, headers });
    request.end();
    const [response] = (await once(request, "response")) as [
      NodeJS.ReadableStream & {
        readonly statusCode: number;
        readonly headers: Readonly<Record<string, string | undefined>>;
      },
    ];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(Buffer.from(chunk));
    const after = response.headers["retry-after"];
    const answered = { status: response.statusCode, ...(after && { headers: { after } }) };
    last = answered.headers?.after ?? null;
    return answerOf(new Response(Buffer.concat(chunks), answered));
  };

  it("answers who calls it by one of its own names", async () => {
    expect((await over({ host: `127.0.0.1:${port}` })).status).toBe(200);
    expect((await over({ host: `localhost:${port}` })).status).toBe(200);
    expect((await over({ host: `LocalHost:${port}` })).status).toBe(200); // RFC 9110, section 4.2.3
    expect((await over({ host: hosts[0] ?? "", origin: `http://localhost:${port}` })).status).toBe(
      200,
    );
  });

  it.each([
    ["another host", { host: "evil.example" }],
    ["another port", { host: "127.0.0.1:1" }],
    ["a host that begins like ours", { host: "localhost.evil.example" }],
  ])("refuses %s: that is how a stranger's page would reach it", async (_, headers) => {
    const { status, error } = await over(headers);

    expect({ status, code: error?.code }).toEqual({ status: 403, code: "host_not_allowed" });
    expect(error?.correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(["http://evil.example", "null", "file://", "https://127.0.0.1"])(
    "refuses a page of %s, also when it names our host",
    async (origin) => {
      const { status, error } = await over({ host: `127.0.0.1:${port}`, origin });
      expect({ status, code: error?.code }).toEqual({ status: 403, code: "host_not_allowed" });
    },
  );

  it("does not listen for a while to who is refused again and again, and to others it does", async () => {
    const from = (address: string, path: string) =>
      over({ host: `127.0.0.1:${port}`, "x-forwarded-for": `6.6.6.6, ${address}` }, path);
    for (let times = 1; times <= 3; times++)
      expect((await from("203.0.113.7", "/guess")).status).toBe(404);
    const { status, error } = await from("203.0.113.7", "/guess-again");
    expect({ status, code: error?.code, retryable: error?.retryable }).toEqual({
      status: 429,
      code: "refused_too_often",
      retryable: true,
    });
    expect(Number(last)).toBeGreaterThan(15);
    expect((await from("203.0.113.8", "/guess")).status).toBe(404);
    expect((await from("203.0.113.7", "/things/7")).status).toBe(200);
    expect(lines.filter((line) => line.includes("request.limited"))).toHaveLength(1);
    expect(lines.join()).not.toContain("203.0.113");
    expect(metrics.text()).toContain('aro_requests_limited_total{endpoint="/"} 1');
  });

  it("listens to whoever is accepted, however often", async () => {
    const headers = { host: `127.0.0.1:${port}`, "x-forwarded-for": "203.0.113.9" };
    for (let times = 1; times <= 10; times++) expect((await over(headers)).status).toBe(200);
  });

  it("counts how long answers take, by status", async () => {
    await over({ host: `127.0.0.1:${port}` });
    expect(metrics.text()).toContain('aro_http_ms_count{status="200"}');
  });
});
