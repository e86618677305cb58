/**
 * What exists: every function and what sets it off, every queue, every table with its key, every variable.
 *
 * Pure data; imports nothing. The embedded runtime hosts it, stacks will build it, and the architecture
 * tests hold it against the files. Reading it from the top is reading a booking's way. Alarms will stand
 * here, too, when there is something that raises them: today `/ready` and the log say what needs a look.
 */
export const manifest = {
  http: [
    {
      function: "http/calendly-webhook",
      method: "POST",
      path: "/v1/webhooks/calendly/:endpoint",
      access: "signed",
    },
    {
      function: "http/calcom-webhook",
      method: "POST",
      path: "/v1/webhooks/calcom/:endpoint",
      access: "signed",
    },
    {
      function: "http/acuity-webhook",
      method: "POST",
      path: "/v1/webhooks/acuity/:endpoint",
      access: "signed",
    },
    {
      function: "http/square-webhook",
      method: "POST",
      path: "/v1/webhooks/square/:endpoint",
      access: "signed",
    },
    {
      function: "http/twilio-inbound",
      method: "POST",
      path: "/v1/webhooks/twilio/:endpoint/inbound",
      access: "signed",
    },
    {
      function: "http/twilio-status",
      method: "POST",
      path: "/v1/webhooks/twilio/:endpoint/status",
      access: "signed",
    },
    {
      function: "http/ses-events",
      method: "POST",
      path: "/v1/webhooks/ses/:endpoint",
      access: "signed",
    },
    {
      function: "http/stripe-webhook",
      method: "POST",
      path: "/v1/webhooks/stripe/:endpoint",
      access: "signed",
    },
    {
      function: "http/synchronise",
      method: "POST",
      path: "/v1/synchronise/:system",
      access: "token",
    },
    { function: "http/api", method: "ALL", path: "/v1/*", access: "token" },
    { function: "http/health", method: "GET", path: "/health", access: "open" },
    { function: "http/health", method: "GET", path: "/ready", access: "open" },
    { function: "http/health", method: "GET", path: "/metrics", access: "open" },
    { function: "http/pages", method: "ALL", path: "/*", access: "local" },
  ],
  streams: [
    { function: "streams/react", reader: "react" },
    { function: "streams/project", reader: "project" },
  ],
  queues: [
    { function: "queues/execute", name: "executions", visibilityMs: 90_000, maxAttempts: 8 },
    { function: "queues/classify", name: "classifications", visibilityMs: 30_000, maxAttempts: 8 },
  ],
  timers: [
    { function: "timers/wake", on: "stream_timer" },
    { function: "timers/sweep", on: "every_minute" },
    { function: "timers/nightly-risk", on: "every_quarter_hour" },
  ],
  tables: [
    { name: "commits", key: ["tenant#stream", "version"], holds: "one item per commit" },
    {
      name: "views",
      key: ["tenant#view", "sort"],
      holds: "read models, each with the source version it reflects",
    },
    {
      name: "keys",
      key: ["tenant#subject"],
      holds: "wrapped data keys; deleting one erases its subject",
    },
  ],
  /** Their reasons and defaults are in `functions/env.ts`, which alone reads them. */
  variables: [
    "ARO_MODE",
    "ARO_DATA",
    "HOST",
    "PORT",
    "ARO_API_TOKEN",
    "ARO_PACK",
    "ARO_LOG_LEVEL",
    "ARO_PUBLIC_URL",
    "ARO_PROXIES",
    "ARO_REFUSALS_PER_MINUTE",
    "ARO_MODEL_URL",
    "ARO_MODEL",
    "ARO_MODEL_KEY",
    "ARO_MODEL_TOKENS",
    "CALENDLY_SIGNING_KEY",
    "CALENDLY_TOKEN",
    "CALENDLY_ORGANIZATION",
    "CALCOM_WEBHOOK_SECRET",
    "CALCOM_API_KEY",
    "ACUITY_USER_ID",
    "ACUITY_API_KEY",
    "ACUITY_CURRENCY",
    "SQUARE_SIGNATURE_KEY",
    "SQUARE_ACCESS_TOKEN",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "TWILIO_FROM",
    "TWILIO_WHATSAPP_FROM",
    "SES_REGION",
    "SES_ACCESS_KEY_ID",
    "SES_SECRET_ACCESS_KEY",
    "SES_FROM",
    "SES_CONFIGURATION_SET",
    "SES_TOPIC",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
  ],
} as const;
