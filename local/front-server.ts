import { createServer, type IncomingMessage, type Server } from "node:http";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import type { Log } from "#core/ports/log";
import { refusal } from "#functions/reply";
import { bodyLimit, correlationOf } from "#functions/request";
import { type Answered, type Asked, gathering } from "#local/front-messages";
import { answerUnreadable, refuseUnreadable } from "#local/unreadable";

type Front = {
  readonly server: Server;
  /** Answers requests that were handed over. Of one whose sender is gone nothing comes. */
  readonly answer: (answers: readonly Answered[]) => void;
};

/**
 * The half of the server that speaks HTTP: it reads requests to their end, hands them over, and writes what it is told to
 * answer. It decides nothing; what is no request at all it answers itself.
 */
export const createFront = (handOver: (requests: readonly Asked[]) => void, log: Log): Front => {
  const waiting = new Map<number, (response: Response) => void>();
  const ask = gathering(handOver);
  let asked = 0;

  const answerTo = async (request: Request, incoming: IncomingMessage): Promise<Response> => {
    if (namesPerson(request.url)) throw new RequestError("Name and password in the address");
    const read = bodiless.has(request.method) ? nothing : await readWhole(incoming);
    if (read === "incomplete") return refusal({ code: "body_incomplete" }, correlationOf(request));
    asked += 1;
    const id = asked;
    const body = read === "too_large" ? nothing : read;
    const headers = measured(request, read === "too_large" ? bodyLimit + 1 : body.length);
    const address = incoming.socket.remoteAddress;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      ask({ id, method: request.method, url: request.url, headers, body, address });
    });
  };

  const server = createHttpServer();
  const listener = getRequestListener(
    (request, bindings) => answerTo(request, (bindings as HttpBindings).incoming),
    { overrideGlobalObjects: false, errorHandler: refuseUnreadable(log) },
  );
  server.on("request", (incoming, outgoing) => void listener(incoming, outgoing));
  server.on("clientError", answerUnreadable(log));
  return {
    server,
    answer: (answers) => {
      for (const one of answers) {
        waiting.get(one.id)?.(responseFrom(one));
        waiting.delete(one.id);
      }
    },
  };
};

/**
 * Slow senders are cut off: headers within 10 s, the whole request within 30 s. What Node would answer by
 * itself is left to the listener: a missing `Host` has our envelope, an unknown `Expect` does no harm.
 */
const createHttpServer = (): Server => {
  const limits = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 };
  const server = createServer({ ...limits, requireHostHeader: false });
  // Who has said that nothing more comes may still wait for the answer, which is never here in the same turn.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
  return server;
};

/**
 * As a proxy hands on what came in chunks: with its length. What is too large is not handed on; its length says so, and the
 * door that it was for refuses it.
 */
const measured = ({ headers, method }: Request, bytes: number): Asked["headers"] => {
  if (bodiless.has(method) && bytes === 0) return [...headers];
  const others = [...headers].filter(([name]) => !aboutLength.has(name));
  return [...others, ["content-length", String(bytes)]];
};

/** No `Request` may have such an address, and nobody who means well sends one (RFC 9110, section 4.2.4). */
const namesPerson = (url: string): boolean => /^https?:\/\/[^/?#]*@/.test(url);

const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "TRACE"]);
const aboutLength: ReadonlySet<string> = new Set(["content-length", "transfer-encoding"]);

/**
 * The bytes of the body, as they were signed. What comes above the limit flows past: a sender who listens only after the
 * last byte hears the refusal then. For how long it may flow, the listener says once the answer is written.
 */
const readWhole = async (incoming: IncomingMessage): Promise<Read> =>
  Number(incoming.headers["content-length"] ?? 0) > bodyLimit
    ? "too_large"
    : new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on("data", (chunk: Buffer) => {
          length += chunk.length;
          if (length <= bodyLimit) chunks.push(chunk);
          else resolve("too_large");
        });
        incoming.once("end", () => resolve(joined(chunks.splice(0)))); // Not kept twice while the house is busy.
        for (const end of ["error", "close"]) incoming.on(end, () => resolve("incomplete"));
      });

type Read = Uint8Array<ArrayBuffer> | "too_large" | "incomplete";

/** In memory of its own: a `Buffer` may share its with others, and all of it would go to the other thread. */
const joined = (chunks: readonly Buffer[]): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
};

const responseFrom = ({ status, headers, body }: Answered): Response =>
  new Response(body.length === 0 ? null : body, {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });

const nothing = new Uint8Array();
