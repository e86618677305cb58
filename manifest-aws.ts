/** Of most alarms: nothing to say is no fault, and every stage has it. */
const ordinary = { silence: "fine", stages: "all" } as const;

/** Of what has to come all the time: stages other than production stand still on purpose. */
const expected = { silence: "bad", stages: "production" } as const;
/** That nothing comes is the only fault of it. */
const steady = { of: "house", rings: { when: "below", threshold: 1 }, ...expected } as const;

/**
 * What exists on AWS beside `manifest.ts`: what rings, and which secrets there are. What a function is
 * told is in `manifest-ground.ts`.
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
      // Written every minute: how many letters wait for somebody to look, mostly 0.
      name: "dead-letters",
      of: "house",
      metric: "letters.waiting",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 300, breaching: 1, of: 1 },
      ...ordinary,
    },
    {
      // The same metric, and whether it comes at all: who does not sweep tells of no letters and finds no lost timer.
      name: "sweeper-silence",
      metric: "letters.waiting",
      statistic: "SampleCount",
      after: { seconds: 300, breaching: 2, of: 2 },
      ...steady,
    },
    {
      // A letter passes its queue in a moment: one that stands there is on no list.
      name: "letters-unkept",
      of: "dead_letters",
      metric: "ApproximateNumberOfMessagesVisible",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 3, of: 5 },
      ...ordinary,
    },
    {
      name: "queue-age",
      of: "queues",
      metric: "ApproximateAgeOfOldestMessage",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 900 },
      after: { seconds: 60, breaching: 3, of: 5 },
      ...ordinary,
    },
    {
      name: "iterator-age",
      of: "streams",
      metric: "IteratorAge",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 60_000 },
      after: { seconds: 60, breaching: 3, of: 5 },
      ...ordinary,
    },
    {
      name: "function-errors",
      of: "functions",
      metric: "Errors",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 2, of: 5 },
      ...ordinary,
    },
    {
      name: "function-throttles",
      of: "functions",
      metric: "Throttles",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 3, of: 5 },
      ...ordinary,
    },
    {
      name: "api-failures",
      of: "api",
      metric: "5xx",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 3 },
      after: { seconds: 60, breaching: 1, of: 1 },
      ...ordinary,
    },
    {
      name: "schedule-lag",
      of: "house",
      metric: "timers.late",
      statistic: "p99",
      rings: { when: "at_least", threshold: 120_000 },
      after: { seconds: 300, breaching: 2, of: 3 },
      ...ordinary,
    },
    {
      name: "opt-out-lag",
      of: "house",
      metric: "optouts.late",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 60_000 },
      after: { seconds: 60, breaching: 1, of: 1 },
      ...ordinary,
    },
    {
      name: "breaker-open",
      of: "house",
      metric: "breakers.opened",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 1, of: 1 },
      ...ordinary,
    },
    {
      name: "webhook-silence",
      metric: "webhooks.taken",
      statistic: "Sum",
      after: { seconds: 86_400, breaching: 1, of: 1 },
      ...steady,
    },
    {
      name: "kms-errors",
      of: "house",
      metric: "vault.failed",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 60, breaching: 2, of: 5 },
      ...ordinary,
    },
    {
      // Each check that came to its end writes how many faults it found, mostly 0: silence is a check that did not run.
      name: "chain-check",
      of: "house",
      metric: "chain.faults",
      statistic: "Maximum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 86_400, breaching: 1, of: 1 },
      ...expected,
    },
    {
      name: "messages-unaccounted",
      of: "house",
      metric: "messages.unaccounted",
      statistic: "Sum",
      rings: { when: "at_least", threshold: 1 },
      after: { seconds: 300, breaching: 1, of: 1 },
      ...ordinary,
    },
  ],
  /** How long a reader of the stream waits for more commits, to take them together: a list is then as old. */
  gathers: { react: 0, project: 20 },
  /** Who keeps what came to nothing: one function for every queue of dead letters. */
  letters: { function: "queues/keep-letters" },
  /** They tell of yesterday, or of the world: new code is not to blame, and a release goes on. */
  ignoredByRelease: ["webhook-silence", "chain-check", "messages-unaccounted"],
  /** What no event sets off and no address leads to: an operator whom IAM lets do so invokes it. */
  operations: [{ function: "operate/set-up" }, { function: "operate/rebuild" }],
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
} as const;
