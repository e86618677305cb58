/**
 * What exists on AWS beside `manifest.ts`: what rings, which secrets there are, and what a function is told.
 *
 * Pure data; imports nothing.
 */
export const manifestAws = {
  /**
   * What rings. `of` says whose metric it is: the house's own are in the namespace `ARO`, with the dimension
   * `service` = `aro-<stage>`; every other kind is AWS's, and has one alarm for each thing of that kind.
   * `after` is so many breaching periods of so many. Silence is a metric that nobody wrote. Each has a page in
   * `docs/operating/alarms/`.
   */
  alarms: [
    {
      name: "dead-letters",
      of: "dead_letters",
      metric: "ApproximateNumberOfMessagesVisible",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 1, of: 1 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "queue-age",
      of: "queues",
      metric: "ApproximateAgeOfOldestMessage",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 900 },
      after: { seconds: 60, breaching: 3, of: 5 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "iterator-age",
      of: "streams",
      metric: "IteratorAge",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 60_000 },
      after: { seconds: 60, breaching: 3, of: 5 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "function-errors",
      of: "functions",
      metric: "Errors",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 2, of: 5 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "function-throttles",
      of: "functions",
      metric: "Throttles",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 3, of: 5 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "api-failures",
      of: "api",
      metric: "5xx",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 3 },
      after: { seconds: 60, breaching: 1, of: 1 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "schedule-lag",
      of: "house",
      metric: "timers.late",
      statistic: "p99",
      rings: { when: "at_least", threshold: 120_000 },
      after: { seconds: 300, breaching: 2, of: 3 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "opt-out-lag",
      of: "house",
      metric: "optouts.late",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 60_000 },
      after: { seconds: 60, breaching: 1, of: 1 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "breaker-open",
      of: "house",
      metric: "breakers.opened",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 1, of: 1 },
      silence: "fine",
      stages: "all",
    },
    {
      name: "webhook-silence",
      of: "house",
      metric: "webhooks.taken",
      statistic: "Sum",
      rings: { when: "below", threshold: 1 },
      after: { seconds: 86_400, breaching: 1, of: 1 },
      silence: "bad",
      stages: "production",
    },
    {
      name: "kms-errors",
      of: "house",
      metric: "vault.failed",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 2, of: 5 },
      silence: "fine",
      stages: "all",
    },
    {
      // Each check that came to its end writes how many faults it found, mostly 0: silence is a check that did not run.
      name: "chain-check",
      of: "house",
      metric: "chain.faults",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 86_400, breaching: 1, of: 1 },
      silence: "bad",
      stages: "production",
    },
    {
      name: "messages-unaccounted",
      of: "house",
      metric: "messages.unaccounted",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 300, breaching: 1, of: 1 },
      silence: "fine",
      stages: "all",
    },
  ],
  /** They tell of yesterday, or of the world: new code is not to blame, and a release goes on. */
  ignoredByRelease: ["webhook-silence", "chain-check", "messages-unaccounted"],
  /** What no event sets off and no address leads to: an operator whom IAM lets do so invokes it. */
  operations: [{ function: "operate/set-up" }],
  /** Which secret holds which variables, as one JSON object with their names. A function reads those it needs. */
  secrets: [
    { name: "api", variables: ["ARO_API_TOKEN"] },
    { name: "model", variables: ["ARO_MODEL_URL", "ARO_MODEL", "ARO_MODEL_KEY"] },
    {
      name: "calendly",
      variables: ["CALENDLY_SIGNING_KEY", "CALENDLY_TOKEN", "CALENDLY_ORGANIZATION"],
    },
    { name: "calcom", variables: ["CALCOM_WEBHOOK_SECRET", "CALCOM_API_KEY"] },
    { name: "acuity", variables: ["ACUITY_USER_ID", "ACUITY_API_KEY", "ACUITY_CURRENCY"] },
    { name: "square", variables: ["SQUARE_SIGNATURE_KEY", "SQUARE_ACCESS_TOKEN"] },
    {
      name: "twilio",
      variables: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_WHATSAPP_FROM"],
    },
    {
      name: "ses",
      variables: [
        "SES_REGION",
        "SES_ACCESS_KEY_ID",
        "SES_SECRET_ACCESS_KEY",
        "SES_FROM",
        "SES_CONFIGURATION_SET",
        "SES_TOPIC",
      ],
    },
    { name: "stripe", variables: ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"] },
  ],
  /** An index of one table that goes across tenants, by time: who sweeps asks it what is due. */
  timers: { table: "views", index: "timers", partition: "timers", sort: "due" },
  /** What a function is told of the ground it stands on. `stacks/` sets them; nobody else does. */
  ground: [
    { variable: "ARO_STAGE", is: "the stage's name" },
    { variable: "ARO_TABLE_COMMITS", is: "the name of the table" },
    { variable: "ARO_TABLE_VIEWS", is: "the name of the table" },
    { variable: "ARO_TABLE_KEYS", is: "the name of the table" },
    { variable: "ARO_VAULT_KEY", is: "the ARN of the KMS key that wraps data keys" },
    { variable: "ARO_QUEUE_EXECUTIONS", is: "the queue's URL; its dead letters: and -dead" },
    { variable: "ARO_QUEUE_CLASSIFICATIONS", is: "the queue's URL" },
    { variable: "ARO_QUEUE_WAKES_ARN", is: "the ARN of the queue that a schedule rings" },
    { variable: "ARO_SCHEDULES", is: "the group that schedules are made in" },
    { variable: "ARO_SCHEDULES_ROLE", is: "the ARN of the role that rings" },
    {
      variable: "ARO_SCHEDULES_UNRUNG",
      is: "the ARN of the queue for what the Scheduler could not ring",
    },
    { variable: "ARO_SECRETS", is: "names of the secrets that it may read, with commas between" },
  ],
} as const;
