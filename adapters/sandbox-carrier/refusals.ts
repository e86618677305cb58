/** What the API refuses, with the real codes. Source: https://www.twilio.com/docs/api/errors */
const refusals = {
  unauthenticated: { code: 20003, status: 401, message: "Authenticate" },
  not_found: { code: 20404, status: 404, message: "The requested resource was not found" },
  method_not_allowed: { code: 20004, status: 405, message: "Method not allowed" },
  throttled: { code: 20429, status: 429, message: "Too many requests" },
  server_error: { code: 20500, status: 500, message: "Internal server error" },
  to_invalid: { code: 21211, status: 400, message: "The 'To' number is not a valid phone number" },
  country_disabled: { code: 21408, status: 400, message: "This country is not enabled" },
  body_missing: { code: 21602, status: 400, message: "Message body is required" },
  from_missing: { code: 21603, status: 400, message: "A 'From' number is required" },
  to_missing: { code: 21604, status: 400, message: "A 'To' number is required" },
  from_invalid: { code: 21606, status: 400, message: "The 'From' number cannot send texts here" },
  callback_invalid: {
    code: 21609,
    status: 400,
    message: "The 'StatusCallback' is not a valid URL",
  },
  recipient_stopped: { code: 21610, status: 400, message: "The recipient has unsubscribed" },
  no_route: { code: 21612, status: 400, message: "There is no route to the 'To' number" },
  to_not_mobile: { code: 21614, status: 400, message: "The 'To' number is not a mobile number" },
  body_too_long: { code: 21617, status: 400, message: "The body exceeds 1600 characters" },
  validity_invalid: {
    code: 21624,
    status: 400,
    message: "The 'ValidityPeriod' is not in 1..36000",
  },
} as const;

export type CarrierRefusal = keyof typeof refusals;

export const refusalResponse = (why: CarrierRefusal, headers: HeadersInit = {}): Response => {
  const { code, status, message } = refusals[why];
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return Response.json({ code, message, more_info, status }, { status, headers });
};
