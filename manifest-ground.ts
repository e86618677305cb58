/**
 * What a function on AWS is told of the ground it stands on. `stacks/` sets these; nobody else does.
 *
 * Pure data; imports nothing.
 */
export const manifestGround = [
  { variable: "ARO_STAGE", is: "the stage's name" },
  { variable: "ARO_TABLE_COMMITS", is: "the name of the table" },
  { variable: "ARO_TABLE_VIEWS", is: "the name of the table" },
  { variable: "ARO_TABLE_KEYS", is: "the name of the table" },
  { variable: "ARO_VAULT_KEY", is: "the ARN of the KMS key that wraps tenants' keys" },
  {
    variable: "ARO_QUEUE_EXECUTIONS",
    is: "the queue's URL; its dead letters: with -dead behind",
  },
  { variable: "ARO_QUEUE_CLASSIFICATIONS", is: "the queue's URL" },
  { variable: "ARO_QUEUE_WAKES_ARN", is: "the ARN of the queue that a schedule rings" },
  {
    variable: "ARO_QUEUE_GIVEN_BACK",
    is: "what the URLs of the queues of given-back commits begin with; behind it the reader",
  },
  { variable: "ARO_SCHEDULES", is: "the group that schedules are made in" },
  { variable: "ARO_SCHEDULES_ROLE", is: "the ARN of the role that rings" },
  {
    variable: "ARO_SCHEDULES_UNRUNG",
    is: "the ARN of the queue for what the Scheduler could not ring",
  },
  { variable: "ARO_SECRETS", is: "names of the secrets that it may read, with commas between" },
] as const;
