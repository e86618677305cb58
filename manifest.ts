/**
 * What exists: every function and what sets it off, every queue, table, key, variable and alarm.
 *
 * Pure data; imports nothing. The embedded runtime hosts it, the stacks build it, and the architecture
 * tests hold it against the files. Reading it from the top is reading a booking's way.
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
    { function: "http/api", method: "ALL", path: "/v1/*", access: "token" },
    { function: "http/health", method: "GET", path: "/health", access: "open" },
    { function: "http/health", method: "GET", path: "/ready", access: "open" },
    { function: "http/health", method: "GET", path: "/metrics", access: "open" },
    { function: "http/pages", method: "GET", path: "/*", access: "local" },
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
} as const;
