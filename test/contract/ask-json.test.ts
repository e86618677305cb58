import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { askJson } from "#adapters/ask-json";
import { at } from "#core/kernel/time";

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => (server === null ? closed(null) : server.close(closed)));
  server = null;
});

/** What becomes of a question, put over a real socket to somebody who answers like this. */
const asked = async (listener: RequestListener, headers = {}) => {
  const peer = createServer(listener);
  server = peer;
  await new Promise<void>((listening) => peer.listen(0, "127.0.0.1", listening));
  const baseUrl = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
  const question = { path: "/v2/x?y=1", headers, now: at("2026-03-02T15:00:00Z") };
  return askJson({ fetch, baseUrl, timeoutMs: 300 }, question);
};

const answering =
  (status: number, body = "", headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

const unavailable = (why: string, retryAfterMs?: number) => ({
  ok: false,
  refusal: {
    code: "booking_system_unavailable",
    details: { why, ...(retryAfterMs !== undefined && { retryAfterMs }) },
  },
});

it("asks for JSON at the path, with the credentials, and gives what it is answered", async () => {
  const heard: unknown[] = [];
  const answer = await asked(
    (request, response) => {
      heard.push([
        request.method,
        request.url,
        request.headers.accept,
        request.headers.authorization,
      ]);
      response.end('{"a":[1]}');
    },
    { authorization: "Bearer token" },
  );
  expect(answer).toEqual({ ok: true, value: { kind: "found", body: { a: [1] } } });
  expect(heard).toEqual([["GET", "/v2/x?y=1", "application/json", "Bearer token"]]);
});

it.each([
  ["a page of HTML", answering(200, "<html>hello</html>"), unavailable("answer_unreadable")],
  ["nothing at all", answering(200), unavailable("answer_unreadable")],
  ["half an answer", answering(200, '{"a":'), unavailable("answer_unreadable")],
  ["no such thing", answering(404, "{}"), { ok: true, value: { kind: "absent" } }],
  [
    "to wait ten seconds",
    answering(429, "", { "retry-after": "10" }),
    unavailable("throttled", 10_000),
  ],
  [
    "to wait until a date",
    answering(429, "", { "retry-after": "Mon, 02 Mar 2026 15:01:00 GMT" }),
    unavailable("throttled", 60_000),
  ],
  [
    "to wait until a date that is over",
    answering(503, "", { "retry-after": "Mon, 02 Mar 2026 14:01:00 GMT" }),
    unavailable("server_error", 0),
  ],
  ["to wait for nonsense", answering(429, "", { "retry-after": "soon" }), unavailable("throttled")],
  ["that it is overloaded", answering(502, "<html>"), unavailable("server_error")],
  ["that it gave up waiting", answering(408), unavailable("server_error")],
  ["that nobody is signed in", answering(401), unavailable("credentials_refused")],
  ["that this one may not", answering(403), unavailable("credentials_refused")],
  ["that the question is wrong", answering(400), unavailable("refused")],
])("is answered %s", async (_, listener, expected) => {
  expect(await asked(listener)).toEqual(expected);
});

it("follows no redirect: the credentials would go with it", async () => {
  let asks = 0;
  const answer = await asked((_, response) => {
    asks += 1;
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect([answer, asks]).toEqual([unavailable("refused"), 1]);
});

it("waits no longer than the time-out, whether the answer never begins or never ends", async () => {
  expect(await asked(() => {})).toEqual(unavailable("timeout"));
  expect(await asked((_, response) => void response.writeHead(200).write('{"a":'))).toEqual(
    unavailable("timeout"),
  );
});

it("tells a connection that broke from one that was never made", async () => {
  expect(await asked((request) => void request.socket.destroy())).toEqual(
    unavailable("connection_broken"),
  );
  const question = { path: "/", headers: {}, now: at("2026-03-02T15:00:00Z") };
  const gone = createServer();
  await new Promise<void>((listening) => gone.listen(0, "127.0.0.1", listening));
  const { port } = gone.address() as AddressInfo;
  await new Promise((closed) => gone.close(closed));
  const nobody = { fetch, baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 300 };
  expect(await askJson(nobody, question)).toEqual(unavailable("not_connected"));
});
