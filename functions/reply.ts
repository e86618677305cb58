import { type ErrorCode, errorCodes } from "#core/kernel/errors";

/** What a refusal says over HTTP. The only status codes of the program stand in this file. */
export const statusByCode = {
  answer_outdated: 409,
  appointment_ends_before_start: 422,
  appointment_in_past: 422,
  appointment_too_far_ahead: 422,
  appointment_too_long: 422,
  appointment_unknown: 404,
  arguments_invalid: 400,
  body_incomplete: 400,
  booking_missing: 422,
  booking_system_unavailable: 503,
  clock_backwards: 409,
  clock_invalid: 422,
  command_id_reused: 409,
  configuration_invalid: 500,
  customer_erased: 409,
  customer_unknown: 404,
  data_corrupt: 500,
  data_directory_unreadable: 500,
  data_in_use: 500,
  data_missing: 500,
  data_newer: 500,
  data_other_mode: 500,
  definition_invalid: 422,
  disk_full: 507,
  execution_not_ready: 409,
  execution_unknown: 404,
  expression_failed: 422,
  headers_too_large: 431,
  host_not_allowed: 403,
  import_invalid: 422,
  internal: 500,
  malformed_json: 400,
  method_not_allowed: 405,
  not_found: 404,
  not_signed_in: 401,
  operator_exists: 409,
  operator_unknown: 404,
  operator_unreachable: 422,
  payload_invalid: 400,
  payload_too_large: 413,
  phone_unparsable: 422,
  port_taken: 500,
  provider_unavailable: 503,
  refused_too_often: 429,
  request_malformed: 400,
  request_timeout: 408,
  run_transition_unsupported: 409,
  server_unreachable: 503,
  settings_changed: 409,
  signature_invalid: 401,
  stale_token: 409,
  stream_busy: 503,
  task_closed: 409,
  transition_unsupported: 409,
  vault_key_unusable: 500,
  zone_unknown: 422,
} satisfies Record<ErrorCode, number>;

type Envelope = {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly retryable: boolean;
    readonly correlationId: string;
  };
};

export type Refused = {
  readonly code: ErrorCode;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** The one error envelope. Details name fields, codes and limits; never a person's data, never a stack. */
export const envelope = (refused: Refused, correlationId: string): Envelope => ({
  error: {
    code: refused.code,
    message: errorCodes[refused.code].message,
    details: refused.details ?? {},
    retryable: errorCodes[refused.code].retryable,
    correlationId,
  },
});

export const refusal = (refused: Refused, correlationId: string): Response =>
  Response.json(envelope(refused, correlationId), {
    status: statusByCode[refused.code],
    headers: retryAfter(refused),
  });

/** In whole seconds (RFC 9110 §10.2.3), where we know when it is worth coming again. */
const retryAfter = ({ details = {} }: Refused): Readonly<Record<string, string>> => {
  const { retryAfterMs } = details;
  return typeof retryAfterMs === "number"
    ? { "retry-after": `${Math.ceil(retryAfterMs / 1_000)}` }
    : {};
};

/**
 * A provider's delivery that we understood and could not take. It is recorded and in a person's hands,
 * so the provider is told 200: a 4xx would make it deliver the same again for a day and then switch the
 * whole subscription off (Calendly, "Webhook errors"). The envelope says what we could not take.
 */
export const recordedRefusal = (refused: Refused, correlationId: string): Response =>
  Response.json({ outcome: "refused", ...envelope(refused, correlationId) });

export const done = (body: Readonly<Record<string, unknown>>): Response => Response.json(body);
