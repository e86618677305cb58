/**
 * What became of a request whose answer never came, as `fetch` tells it (the reason is its error's cause). Only codes
 * leave here: the text of a network error may quote an address, and with it a phone number.
 */

/** The code of the failure (`ECONNRESET`); `null` where it has none. */
export const failureCode = (error: unknown): string | null => {
  const cause: unknown = error instanceof Error ? error.cause : null;
  if (typeof cause !== "object" || cause === null || !("code" in cause)) return null;
  return typeof cause.code === "string" ? cause.code : null;
};

/** True where it is certain that nothing was sent, and nothing can have been accepted. Anything else is unknown. */
export const wasNeverConnected = (code: string | null): boolean =>
  code !== null && connectionNeverMade.has(code);

const connectionNeverMade: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
