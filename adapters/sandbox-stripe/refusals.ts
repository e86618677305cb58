/** What the API refuses, in its own words for it. Source: https://docs.stripe.com/error-codes */
const refusals = {
  unauthenticated: { status: 401, type: "invalid_request_error", code: null },
  not_found: { status: 404, type: "invalid_request_error", code: "resource_missing" },
  no_such_route: { status: 404, type: "invalid_request_error", code: null },
  parameter_missing: { status: 400, type: "invalid_request_error", code: "parameter_missing" },
  parameter_unknown: { status: 400, type: "invalid_request_error", code: "parameter_unknown" },
  parameter_invalid: {
    status: 400,
    type: "invalid_request_error",
    code: "parameter_invalid_integer",
  },
  amount_too_small: { status: 400, type: "invalid_request_error", code: "amount_too_small" },
  charge_refunded: { status: 400, type: "invalid_request_error", code: "charge_already_refunded" },
  key_with_other_parameters: { status: 400, type: "idempotency_error", code: null },
  throttled: { status: 429, type: "invalid_request_error", code: "rate_limit" },
  server_error: { status: 500, type: "api_error", code: null },
} as const;

type StripeRefusal = keyof typeof refusals;

/** As it is kept and sent: a status and the text of a body. */
export type Answer = { readonly status: number; readonly body: string };

export const refusal = (why: StripeRefusal, param: string | null = null): Answer => {
  const { status, type, code } = refusals[why];
  const error = {
    message: `The sandbox refuses this: ${why.replaceAll("_", " ")}`,
    type,
    ...(code === null ? {} : { code, doc_url: `https://docs.stripe.com/error-codes#${code}` }),
    ...(param === null ? {} : { param }),
  };
  return { status, body: JSON.stringify({ error }) };
};

export const responseOf = (
  { status, body }: Answer,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(body, { status, headers: { "content-type": "application/json", ...headers } });

export const refusalResponse = (
  why: StripeRefusal,
  more: { readonly param?: string; readonly headers?: Record<string, string> } = {},
): Response => responseOf(refusal(why, more.param ?? null), more.headers);
