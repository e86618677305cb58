/** By the names that the stacks give: what is put aside of a reader lies where its stream's dead letters do. */
export const queueNameOf = (queue: string): string =>
  queue.startsWith("parked-")
    ? `aro-sim-${queue.slice("parked-".length)}-dead`
    : `aro-sim-${queue}`;

export const addressOf = (queue: string): string =>
  `https://sqs.us-east-1.amazonaws.com/000000000000/${queueNameOf(queue)}`;

export const deadAddressOf = (queue: string): string => `${addressOf(queue)}-dead`;

export const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
