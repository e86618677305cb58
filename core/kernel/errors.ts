/**
 * Every code that a refusal or a failure may bear. A code is stable: programs branch on it. Each has one
 * page, `docs/errors/<code>.md`, and an entry here without a page (or a page without an entry) fails the
 * gate. `retryable`: the same request may succeed later without being changed.
 */
export const errorCodes = {
  answer_outdated: {
    retryable: false,
    message: "The answer is about what is not so any more.",
  },
  appointment_ends_before_start: {
    retryable: false,
    message: "The appointment ends before it starts.",
  },
  appointment_in_past: { retryable: false, message: "The appointment starts in the past." },
  appointment_too_far_ahead: {
    retryable: false,
    message: "The appointment starts more than three years ahead.",
  },
  appointment_too_long: {
    retryable: false,
    message: "The appointment is longer than 31 days.",
  },
  appointment_unknown: { retryable: false, message: "There is no such appointment." },
  arguments_invalid: { retryable: false, message: "The command line cannot be used." },
  body_incomplete: {
    retryable: true,
    message: "The connection ended in the middle of the body.",
  },
  booking_missing: {
    retryable: false,
    message: "The booking system told of a booking that it does not have.",
  },
  booking_system_unavailable: {
    retryable: true,
    message: "The booking system could not be asked about this booking.",
  },
  clock_backwards: { retryable: false, message: "The sandbox clock only turns forward." },
  clock_invalid: {
    retryable: false,
    message:
      "The clock turns by a duration or to an instant, at most 366 days at once: this is neither.",
  },
  command_id_reused: {
    retryable: false,
    message: "This command id was used with another payload.",
  },
  configuration_invalid: { retryable: false, message: "A configuration variable cannot be used." },
  customer_erased: { retryable: false, message: "The customer has been erased." },
  customer_unknown: { retryable: false, message: "There is no such customer." },
  data_corrupt: { retryable: false, message: "The data file is damaged." },
  data_directory_unreadable: {
    retryable: false,
    message: "The data directory cannot be read and written.",
  },
  data_in_use: { retryable: true, message: "Another process is using the data directory." },
  data_missing: { retryable: false, message: "The database is gone, and its key is still there." },
  data_newer: { retryable: false, message: "The data was written by a newer version of ARO." },
  data_other_mode: {
    retryable: false,
    message: "The data was begun in the other mode, sandbox or live.",
  },
  definition_invalid: { retryable: false, message: "A workflow definition cannot be used." },
  disk_full: { retryable: true, message: "The disk is full; nothing new can be accepted." },
  execution_not_ready: { retryable: false, message: "The execution is not at that point." },
  execution_unknown: { retryable: false, message: "There is no such execution." },
  expression_failed: {
    retryable: false,
    message: "An expression cannot be evaluated for these facts.",
  },
  headers_too_large: {
    retryable: false,
    message: "The address and headers are larger than 16 KB.",
  },
  host_not_allowed: {
    retryable: false,
    message: "The request names a host that is not this server.",
  },
  import_invalid: { retryable: false, message: "The list of customers cannot be used." },
  internal: { retryable: true, message: "Something went wrong here; it has been recorded." },
  malformed_json: { retryable: false, message: "The body is not I-JSON." },
  method_not_allowed: { retryable: false, message: "This address does not know that method." },
  not_found: { retryable: false, message: "There is nothing at this address." },
  not_signed_in: {
    retryable: false,
    message: "A bearer token is needed here, and this is not it.",
  },
  operator_exists: {
    retryable: false,
    message: "Somebody of the business has this phone or e-mail address already.",
  },
  operator_unknown: { retryable: false, message: "Nobody of the business has this id." },
  operator_unreachable: {
    retryable: false,
    message: "They want to be told in a way for which there is no address.",
  },
  payload_invalid: { retryable: false, message: "The request does not have the documented shape." },
  payload_too_large: { retryable: false, message: "The body is larger than 256 KB." },
  phone_unparsable: { retryable: false, message: "That is not a phone number." },
  port_taken: { retryable: true, message: "Another program listens on this port." },
  provider_unavailable: {
    retryable: true,
    message: "A provider that had to be asked first cannot be asked just now.",
  },
  refused_too_often: {
    retryable: true,
    message: "Too many requests from this address were refused; it is not listened to for a while.",
  },
  request_malformed: { retryable: false, message: "These bytes are no HTTP request." },
  request_timeout: { retryable: true, message: "The request took too long to come." },
  run_transition_unsupported: {
    retryable: false,
    message: "The run cannot do that from where it stands.",
  },
  server_unreachable: { retryable: true, message: "No server answers at this address." },
  settings_changed: {
    retryable: false,
    message: "The settings have changed since you read them: load them anew, and change those.",
  },
  signature_invalid: { retryable: false, message: "The signature does not prove who sent this." },
  stale_token: { retryable: false, message: "Somebody else holds the lease by now." },
  stream_busy: { retryable: true, message: "Too many writers at once; try again." },
  task_closed: { retryable: false, message: "The task is closed already." },
  transition_unsupported: {
    retryable: false,
    message: "The appointment cannot go from its state to that one.",
  },
  vault_key_unusable: {
    retryable: false,
    message: "The key that opens the data is missing, unsafe or not the right one.",
  },
  zone_unknown: { retryable: false, message: "There is no such time zone." },
} as const satisfies Readonly<Record<string, { retryable: boolean; message: string }>>;

export type ErrorCode = keyof typeof errorCodes;
