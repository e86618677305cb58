import { createServer, type IncomingMessage, type Server } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { Log } from "#core/ports/log";
import { refusal } from "#functions/reply";
import { bodyLimit, correlationOf, readBody } from "#functions/request";
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

  const answerTo = async (request: Request, address: string | undefined): Promise<Response> => {
    if (namesPerson(request.url)) throw new RequestError("Name and password in the address");
    const read = await readBody(request);
    if (!read.ok && read.refusal.code === "body_incomplete")
      return refusal(read.refusal, correlationOf(request));
    asked += 1;
    const id = asked;
    const body = read.ok ? read.value : nothing;
    const headers = measured(request, read.ok ? body.length : bodyLimit + 1);
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      ask({ id, method: request.method, url: request.url, headers, body, address });
    });
  };

  const server = createHttpServer();
  const listener = getRequestListener(
    (request, bindings) => answerTo(request, addressIn(bindings)),
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
 * door that it was for refuses it. The body itself is not asked here: whoever touches a stream stops what flows past us
 * after the refusal, and its sender would be cut off before hearing of it.
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

const addressIn = (bindings: object): string | undefined =>
  (bindings as { readonly incoming: IncomingMessage }).incoming.socket.remoteAddress;

const responseFrom = ({ status, headers, body }: Answered): Response =>
  new Response(body.length === 0 ? null : body, {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  });

const nothing = new Uint8Array();
