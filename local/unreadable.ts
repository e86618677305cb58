import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { ErrorCode } from "#core/kernel/errors";
import type { Log } from "#core/ports/log";
import { envelope, refusal, statusByCode } from "#functions/reply";

/** How long a sender may go on talking after the answer, so that it is read before the line is cut. */
const lingerMs = 1_000;

/**
 * Answers what Node's parser could not read as a request (its event `clientError`), in the one envelope,
 * and hangs up. Node by itself would answer with a bare status, and nobody would ever hear of it.
 */
export const answerUnreadable = (log: Log): ((error: Error, socket: Duplex) => void) => {
  const closing = new WeakSet<Duplex>();
  return (error, socket) => {
    if (closing.has(socket)) return; // More of the same bytes; the answer is on its way.
    closing.add(socket);
    const why = reasonOf(error);
    if (!socket.writable || why === "ECONNRESET") {
      log.debug("connection.lost", { why });
      socket.destroy();
      return;
    }
    const code = codes.get(why) ?? "request_malformed";
    const correlationId = randomUUID();
    log.warn("request.unreadable", { why, code, correlationId });
    socket.on("error", () => socket.destroy()); // It may break while we write; then nobody listens.
    socket.end(answerText(code, correlationId));
    const cut = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => clearTimeout(cut));
  };
};

/** The same for a request whose head Node could read, but that names no address of a server. */
export const refuseUnreadable =
  (log: Log) =>
  (error: unknown): Response => {
    const why = error instanceof Error ? error.name : "unknown";
    const code = why === "RequestError" ? "request_malformed" : "internal";
    const correlationId = randomUUID();
    log[code === "internal" ? "error" : "warn"]("request.unreadable", { why, code, correlationId });
    return refusal({ code }, correlationId);
  };

const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ["HPE_HEADER_OVERFLOW", "headers_too_large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "request_timeout"],
]);

/** The parser's own constant; its message is left out, since it may quote what was sent. */
const reasonOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : error.name;

const answerText = (code: ErrorCode, correlationId: string): string => {
  const status = statusByCode[code];
  const body = JSON.stringify(envelope({ code }, correlationId));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
};
