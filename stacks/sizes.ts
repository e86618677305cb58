import { manifest } from "../manifest.ts";
import { manifestAws } from "../manifest-aws.ts";
import { type FunctionName, givenBackTo, type QueueName, wakes } from "./names.ts";
import type { Stage } from "./stages.ts";

/** `concurrency`: how many copies may run at once, in production. Nothing else may take that share. */
export type Size = {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly concurrency: number;
};

/** A provider waits 10 to 15 seconds for its answer and then sends again; 512 MB start in half the time of 256. */
const webhook: Size = { memoryMb: 512, timeoutSeconds: 10, concurrency: 20 };

export const sizes: Readonly<Record<FunctionName, Size>> = {
  "http/calendly-webhook": webhook,
  "http/calcom-webhook": webhook,
  "http/acuity-webhook": webhook,
  "http/square-webhook": webhook,
  "http/twilio-inbound": webhook,
  "http/twilio-status": { ...webhook, concurrency: 40 },
  "http/ses-events": webhook,
  "http/stripe-webhook": webhook,
  "http/review-link": webhook,
  // The gateway ends every request after 30 seconds.
  "http/synchronise": { memoryMb: 512, timeoutSeconds: 29, concurrency: 5 },
  "http/api": { memoryMb: 1024, timeoutSeconds: 20, concurrency: 50 },
  "http/health": { memoryMb: 256, timeoutSeconds: 5, concurrency: 5 },
  "streams/react": { memoryMb: 1024, timeoutSeconds: 60, concurrency: 40 },
  "streams/project": { memoryMb: 1024, timeoutSeconds: 60, concurrency: 40 },
  "queues/execute": { memoryMb: 512, timeoutSeconds: 45, concurrency: 20 },
  "queues/classify": { memoryMb: 512, timeoutSeconds: 30, concurrency: 10 },
  // Letters are few: one that waits a moment longer is no loss.
  "queues/keep-letters": { memoryMb: 512, timeoutSeconds: 30, concurrency: 2 },
  "timers/wake": { memoryMb: 512, timeoutSeconds: 30, concurrency: 20 },
  // One at a time: the next minute's waits in the queue of events, and two would do the same work.
  "timers/sweep": { memoryMb: 1024, timeoutSeconds: 300, concurrency: 1 },
  // A person waits for it. One at a time: two would each open a door of their own.
  "operate/set-up": { memoryMb: 512, timeoutSeconds: 60, concurrency: 1 },
  // It answers after less than a minute how far it is, and is called again; two would do the same work.
  "operate/rebuild": { memoryMb: 1024, timeoutSeconds: 180, concurrency: 1 },
  "timers/nightly-risk": { memoryMb: 1024, timeoutSeconds: 840, concurrency: 1 },
  "timers/check-chains": { memoryMb: 512, timeoutSeconds: 840, concurrency: 1 },
};

/** A provider waits for its answer. */
export const isWebhook = (name: FunctionName): boolean =>
  manifest.http.some((route) => route.function === name && route.access === "signed");

export const concurrencyIn = (stage: Stage, name: FunctionName): number =>
  Math.min(sizes[name].concurrency, stage.concurrencyAtMost);

/** So many messages a call: a wake is short work, a call to a provider is not. */
export const batchSize: Readonly<Record<QueueName, number>> = {
  executions: 5,
  classifications: 5,
  [wakes]: 10,
  "given-back-react": 1,
  "given-back-project": 1,
};

const wakesAttempts = 8;

/**
 * How long a message stays out of sight, and how often it comes. AWS wants six times the function's time-out,
 * so that a batch that was throttled is not given to a second worker; the embedded runtime needs no such margin.
 */
export const queueRules = (
  queue: QueueName,
): {
  readonly consumer: FunctionName;
  readonly visibilitySeconds: number;
  readonly attempts: number;
} => {
  const named = manifest.queues.find(({ name }) => name === queue);
  const reading = manifest.streams.find(({ reader }) => givenBackTo(reader) === queue);
  const consumer: FunctionName = (named ?? reading)?.function ?? "timers/wake";
  const least = 6 * sizes[consumer].timeoutSeconds;
  return {
    consumer,
    visibilitySeconds: Math.max(least, (named?.visibilityMs ?? 0) / 1000),
    attempts: named?.maxAttempts ?? wakesAttempts,
  };
};

/** As with any queue: what is being kept is nobody else's to keep meanwhile. */
export const deadLettersHiddenSeconds = 6 * sizes[manifestAws.letters.function].timeoutSeconds;
