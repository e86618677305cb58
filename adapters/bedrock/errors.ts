import type { ModelAnswer } from "#core/ports/language-model";

/**
 * What an error of the SDK means for us. The names are those of the Converse API; its text may quote what was
 * sent, so it goes no further.
 *
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
 */
export const answerToError = (error: unknown): ModelAnswer => {
  const known = answers.get(error instanceof Error ? error.name : "");
  if (known !== undefined) return known;

  const status = statusOf(error);
  if (status !== null) return answerToStatus(status);
  return {
    kind: "unavailable",
    why: neverConnected.has(codeOf(error)) ? "not_connected" : "connection_broken",
  };
};

/** An error beside a good status: what stood there was no answer that the SDK could read. */
const answerToStatus = (status: number): ModelAnswer => {
  if (status === 429) return { kind: "unavailable", why: "throttled" };
  if (status >= 500) return { kind: "unavailable", why: "server_error" };
  if (status < 400) return { kind: "unavailable", why: "answer_unreadable" };
  return {
    kind: "rejected",
    why: status === 401 || status === 403 ? "not_permitted" : "request_refused",
  };
};

const answers: ReadonlyMap<string, ModelAnswer> = new Map([
  ["ThrottlingException", { kind: "unavailable", why: "throttled" }],
  ["ServiceQuotaExceededException", { kind: "unavailable", why: "throttled" }],
  ["ModelNotReadyException", { kind: "unavailable", why: "server_error" }],
  ["ModelTimeoutException", { kind: "unavailable", why: "timeout" }],
  ["TimeoutError", { kind: "unavailable", why: "timeout" }],
  ["InternalServerException", { kind: "unavailable", why: "server_error" }],
  ["ServiceUnavailableException", { kind: "unavailable", why: "server_error" }],
  ["ModelErrorException", { kind: "unavailable", why: "server_error" }],
  ["AccessDeniedException", { kind: "rejected", why: "not_permitted" }],
  ["UnrecognizedClientException", { kind: "rejected", why: "not_permitted" }],
  ["ExpiredTokenException", { kind: "rejected", why: "not_permitted" }],
  ["CredentialsProviderError", { kind: "rejected", why: "not_permitted" }],
  ["ValidationException", { kind: "rejected", why: "request_refused" }],
  ["ResourceNotFoundException", { kind: "rejected", why: "request_refused" }],
]);

const neverConnected: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

const statusOf = (error: unknown): number | null => {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return null;
  const { $metadata: metadata } = error;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
      ? metadata.httpStatusCode
      : null;
  return typeof status === "number" ? status : null;
};

/** Over HTTP/2 the broken stream is named first, and what broke it stands in its cause. */
const codeOf = (error: unknown): string => {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
};
