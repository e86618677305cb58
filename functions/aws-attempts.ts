import { manifest } from "#manifest";

/** What the stacks say of a queue. */
export const rulesOf = (queue: string) => {
  const { visibilityMs, maxAttempts } = manifest.queues.find(({ name }) => name === queue) ?? wakes;
  return { visibilityMs, maxAttempts };
};

/** How often what stands among the dead letters of this name was tried before. */
export const attemptsOf = (queue: string): number => elsewhere[queue] ?? rulesOf(queue).maxAttempts;

/** As the schedules, the rules and the readers of the stream are set up: the first time, and the repeats. */
const elsewhere: Readonly<Record<string, number>> = {
  schedules: 4,
  react: 6,
  project: 6,
  "every-minute": 2,
  "every-quarter-hour": 2,
};

/** As the embedded runtime has it for the others. */
const wakes = { visibilityMs: 60_000, maxAttempts: 8 };
