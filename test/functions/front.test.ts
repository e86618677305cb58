import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "#adapters/local/log";
import { createMetrics } from "#adapters/local/metrics";
import { readBody } from "#functions/request";
import { type Answer, type Front, openFront } from "#local/front";
import { answerer, createGateway, type Door } from "#local/gateway";

const lines: string[] = [];
const log = createLog((line) => lines.push(line), {
  least: "info",
  now: () => "2026-03-02T15:00:00.000Z",
});

const echo: Door = async (request) => {
  const body = await readBody(request);
  const headers = new Headers({ "content-type": "application/octet-stream" });
  for (const cookie of ["one=1; Path=/", "two=2"]) headers.append("set-cookie", cookie);
  return new Response(body.ok ? body.value : null, { status: 201, headers });
};
const empty: Door = async () => new Response(null, { status: 204 });
let letGo: (() => void) | null = null;
const slow: Door = async () => {
  await new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return new Response("at last");
};
const gateway = createGateway({
  log,
  routes: [
    { method: "ALL", path: "/echo", door: echo },
    { method: "GET", path: "/empty", door: empty },
    { method: "GET", path: "/slow", door: slow },
  ],
});

let front: Front;
let host: string;
let answer: Answer;
beforeEach(async () => {
  lines.length = 0;
  letGo = null;
  front = await openFront({ host: "127.0.0.1", port: 0 });
  host = `127.0.0.1:${front.port}`;
  answer = answerer(gateway, {
    log,
    metrics: createMetrics(),
    traffic: { begin: () => () => undefined },
    hosts: () => [host],
  });
});
afterEach(() => front.close());

const ask = (path: string, init: RequestInit = {}) => fetch(`http://${host}${path}`, init);

const raw = async (text: string): Promise<string> => {
  const socket = connect(front.port, "127.0.0.1").setEncoding("latin1");
  let received = "";
  socket.on("data", (chunk: string) => {
    received += chunk;
  });
  socket.write(text);
  await once(socket, "close");
  return received;
};

describe("the front", () => {
  it("keeps requests that come before the house stands, and answers them then", async () => {
    const early = [ask("/echo"), ask("/empty")];
    await once(connect(front.port, "127.0.0.1"), "connect");
    front.serve(answer, log);
    expect((await Promise.all(early)).map(({ status }) => status)).toEqual([201, 204]);
  });

  it("brings every byte to the door and back, and each cookie", async () => {
    front.serve(answer, log);
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => (n * 7) % 256);
    const response = await ask("/echo", { method: "POST", body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.getSetCookie()).toEqual(["one=1; Path=/", "two=2"]);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
  });

  it("answers each of many at once with what was meant for it", async () => {
    front.serve(answer, log);
    const texts = Array.from({ length: 200 }, (_, n) => `request ${n}`);
    const answers = await Promise.all(
      texts.map(async (body) => (await ask("/echo", { method: "PUT", body })).text()),
    );
    expect(answers).toEqual(texts);
  });

  it("answers HEAD without a body, and refuses methods that no request may have", async () => {
    front.serve(answer, log);
    const rest = `Host: ${host}\r\nConnection: close\r\n\r\n`;
    expect(await raw(`HEAD /empty HTTP/1.1\r\n${rest}`)).toMatch(/^HTTP\/1\.1 204 /);
    const refused = await raw(
      `TRACE /empty HTTP/1.1\r\nX-Correlation-Id: story-of-mrs-ito\r\n${rest}`,
    );
    expect(refused).toMatch(/^HTTP\/1\.1 405 [^]*"code":"method_not_allowed"/);
    expect(refused).toMatch(/\r\nallow: GET, HEAD\r\n/i); // RFC 9110, section 15.5.6
    expect(refused).toContain("story-of-mrs-ito");
    expect(await raw(`TRACE /empty HTTP/1.1\r\n${rest.replace(host, "evil.example")}`)).toMatch(
      /^HTTP\/1\.1 403 /,
    );
  });

  it.each([
    ["http://mary:secret@{host}/echo", "400"],
    ["http://{host}/echo", "201"],
    ["http://evil.example/echo", "403"],
    ["//{host}/echo", "404"],
    ["/echo?%zz=%", "201"],
    ["*", "400"],
  ])("lives through a request for %s", async (target, status) => {
    front.serve(answer, log);
    const rest = `Host: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    const text = await raw(`POST ${target.replace("{host}", host)} HTTP/1.1\r\n${rest}`);
    expect(text.slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
    expect(text).not.toContain("secret");
    expect((await ask("/empty")).status).toBe(204);
  });

  it.each(["GET /empty", "POST /echo"])(
    "says of %s with a name and a password in it that this is no request",
    async (line) => {
      front.serve(answer, log);
      const [method = "", path = ""] = line.split(" ");
      const text = await raw(
        `${method} http://mary:secret@${host}${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(text).toMatch(/^HTTP\/1\.1 400 [^]*"code":"request_malformed"/);
      await expect.poll(() => lines).toHaveLength(1);
      expect(lines[0]).toContain('"level":"warn"');
      expect(lines[0]).toContain('"event":"request.unreadable"');
    },
  );

  it("answers whoever sends nothing more after the request, and waits", async () => {
    front.serve(answer, log);
    const socket = connect({ port: front.port, host: "127.0.0.1", allowHalfOpen: true });
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      received += chunk;
    });
    const closed = once(socket, "close");
    socket.end(`GET /slow HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await expect.poll(() => letGo).not.toBeNull();
    await ask("/empty");
    letGo?.();
    await closed;
    expect(received).toMatch(/^HTTP\/1\.1 200 [^]*at last$/);
  });

  it("goes on for the others when a sender does not wait for the answer", async () => {
    front.serve(answer, log);
    const gone = new AbortController();
    const asked = ask("/slow", { signal: gone.signal }).catch(() => "gone");
    await expect.poll(() => letGo).not.toBeNull();
    gone.abort();
    expect(await asked).toBe("gone");
    letGo?.();
    expect((await ask("/empty")).status).toBe(204);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it("tells what it could not read by the log of the house, which knows the time", async () => {
    front.serve(answer, log);
    expect(await raw("nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    await expect.poll(() => lines).toHaveLength(1);
    expect(lines[0]).toContain('"at":"2026-03-02T15:00:00.000Z"');
    expect(lines[0]).toContain('"event":"request.unreadable"');
  });

  it("says why it cannot listen", async () => {
    await expect(openFront({ host: "127.0.0.1", port: front.port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });

  it("that ends by itself is known to be lost, and one that was closed is not", async () => {
    const dying = await openFront(
      { host: "127.0.0.1", port: 0 },
      new URL("../support/dying-front.ts", import.meta.url),
    );
    dying.serve(answer, log);
    expect(await dying.lost).toBe("TypeError");
    await dying.close();

    await front.close();
    expect(await Promise.race([front.lost, Promise.resolve("nobody missed it")])).toBe(
      "nobody missed it",
    );
  });
});
