import { once } from "node:events";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLog } from "#adapters/local/log";
import { createMetrics } from "#adapters/local/metrics";
import { done, refusal } from "#functions/reply";
import { bodyLimit, correlationOf, readBody } from "#functions/request";
import { createFront } from "#local/front-server";
import { answerer, createGateway, type Door } from "#local/gateway";

const lines: string[] = [];
const log = createLog((line) => lines.push(line), {
  least: "debug",
  now: () => "2026-03-02T15:00:00.000Z",
});

/** How many requests have come to the door. */
let reached = 0;

const readingDoor: Door = async (request) => {
  reached += 1;
  const body = await readBody(request);
  return body.ok
    ? done({ bytes: body.value.length })
    : refusal(body.refusal, correlationOf(request));
};

let server: Server;
let port: number;
beforeEach(async () => {
  lines.length = 0;
  reached = 0;
  const answer = answerer(
    createGateway({ log, routes: [{ method: "POST", path: "/", door: readingDoor }] }),
    {
      metrics: createMetrics(),
      traffic: { begin: () => () => undefined },
      hosts: () => ["house.example"],
      log,
    },
  );
  const front = createFront((requests) => {
    for (const asked of requests) void answer(asked).then((one) => front.answer([one]));
  }, log);
  server = front.server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

/** Sends raw bytes, and answers with what comes back until the server closes. */
const sent = async (text: string | Buffer): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    received += chunk;
  });
  socket.write(text);
  await once(socket, "close");
  return received;
};

const parsed = (raw: string) => {
  const [head = "", body = ""] = raw.split("\r\n\r\n");
  const headers = new Headers(
    head
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(": ") as [string, string]),
  );
  return { status: head.split("\r\n")[0], headers, body };
};

const head = "POST / HTTP/1.1\r\nHost: house.example\r\n";

describe("bytes that are no request", () => {
  it.each([
    ["431 Request Header Fields Too Large", "headers_too_large", `${head}X: ${"x".repeat(20_000)}`],
    ["400 Bad Request", "request_malformed", `${head}Content-Length: -1\r\n\r\n`],
    ["400 Bad Request", "request_malformed", Buffer.from("\u0016\u0003\u0001\u0002quenby")],
    ["400 Bad Request", "request_malformed", "GET / HTTP/9.9\r\n\r\n"],
    ["400 Bad Request", "request_malformed", "POST / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["400 Bad Request", "request_malformed", "GET quenby HTTP/1.0\r\nHost: house.example\r\n\r\n"],
  ])("are answered %s, with our envelope, and logged without what they said", async (...given) => {
    const [status, code, text] = given;
    const { headers, body, ...answer } = parsed(await sent(text));
    const { error } = JSON.parse(body) as { error: { code: string; correlationId: string } };

    expect(answer.status).toBe(`HTTP/1.1 ${status}`);
    expect(headers.get("content-type")).toContain("application/json");
    expect(Number(headers.get("content-length"))).toBe(Buffer.byteLength(body));
    expect(headers.get("connection")).toBe("close");
    expect(error).toMatchObject({ code, details: {} });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "warn",
      event: "request.unreadable",
      code,
      correlationId: error.correlationId,
    });
    expect(lines.join("")).not.toMatch(/quenby|xxx/);
  });

  it("are answered also while more and more of them come, once", async () => {
    const answer = await sent(`${head}X: ${"x".repeat(2_000_000)}`);

    expect(answer.match(/HTTP\/1\.1 431/g)).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  it("close the connection also where the sender goes on holding it", async () => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write("nonsense\r\n\r\n");
    socket.resume();
    await once(socket, "end");
    await expect.poll(() => connections(), { timeout: 3_000 }).toBe(0);
    socket.destroy();
  });

  it("are cut off as too late, when they take too long", async () => {
    const late = Object.assign(new Error("late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
    server.once("connection", (socket) => server.emit("clientError", late, socket));

    expect(await sent("")).toMatch(/^HTTP\/1\.1 408 Request Timeout[^]*"code":"request_timeout"/);
  });

  it("from a sender who is gone are no reason to fall", async () => {
    const gone = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    server.once("connection", (socket) => {
      socket.destroy();
      server.emit("clientError", gone, socket);
    });
    await sent("GET / HTTP/1.1\r\n\r\n").catch(() => "");

    expect(lines.filter((line) => !line.includes('"level":"debug"'))).toEqual([]);
    expect(parsed(await sent(`${head}Content-Length: -1\r\n\r\n`)).status).toContain("400");
  });
});

const connections = (): Promise<number> =>
  new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

it("ignores an expectation that it does not know, and answers the request", async () => {
  const raw = await sent(
    `${head}Connection: close\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\nhi`,
  );

  expect(parsed(raw)).toMatchObject({ status: "HTTP/1.1 200 OK", body: '{"bytes":2}' });
});

describe("a sender who hangs up in the middle of a body", () => {
  it.each([
    ["a promised length", "Content-Length: 1000\r\n\r\nhalf of it"],
    ["chunks", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
  ])("of %s reaches no door, and is no error in the log", async (_, rest) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${head}${rest}`);
    await once(server, "request");
    socket.destroy();

    await expect.poll(() => connections(), { timeout: 3_000 }).toBe(0);
    expect(reached).toBe(0);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

describe("a body", () => {
  it.each([
    ["a promised length", (size: number) => `Content-Length: ${size}\r\n\r\n${"x".repeat(size)}`],
    [
      "chunks",
      (size: number) =>
        `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`,
    ],
  ])(
    "of %s is handed on to its last byte, and refused by its door above the limit",
    async (...given) => {
      const [, bodyOf] = given;
      const answerTo = async (size: number) =>
        parsed(await sent(`${head}Connection: close\r\n${bodyOf(size)}`));

      expect(await answerTo(bodyLimit)).toMatchObject({
        status: "HTTP/1.1 200 OK",
        body: `{"bytes":${bodyLimit}}`,
      });
      expect((await answerTo(bodyLimit + 1)).status).toBe("HTTP/1.1 413 Payload Too Large");
      expect(reached).toBe(2);
    },
  );
});

it.each([
  ["a promised length", (size: number) => `Content-Length: ${size}\r\n\r\n${"x".repeat(size)}`],
  [
    "chunks",
    (size: number) =>
      `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`,
  ],
])(
  "reads on past what is too large in %s, so that whoever sends it all first hears the refusal",
  async (...given) => {
    const [, bodyOf] = given;
    const next = `${head}Connection: close\r\nContent-Length: 2\r\n\r\nhi`;
    const raw = await sent(`${head}${bodyOf(8 * bodyLimit)}${next}`);

    expect(raw.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
  },
);
