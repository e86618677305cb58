import { manifest } from "../manifest.ts";
import { manifestAws } from "../manifest-aws.ts";
import type { manifestGround } from "../manifest-ground.ts";

/** What the manifest names, as types: a name that it does not know does not compile. */
export type FunctionName =
  | Exclude<
      (typeof manifest)["http" | "streams" | "queues" | "timers"][number]["function"],
      "http/pages"
    >
  | (typeof manifestAws.letters)["function"]
  | (typeof manifestAws)["operations"][number]["function"];
export type TableName = (typeof manifest.tables)[number]["name"];
export type SecretName = (typeof manifestAws.secrets)[number]["name"];
export type Alarm = (typeof manifestAws.alarms)[number];
export type GroundVariable = (typeof manifestGround)[number]["variable"];

/** The queue that schedules ring; its consumer is the timer of streams. */
export const wakes = "wakes";

/** Where the commits stand that a reader of the stream takes once more, because somebody has given them back. */
export const givenBackTo = <Reader extends string>(reader: Reader) =>
  `given-back-${reader}` as const;

/** Every queue that does one thing with one consumer of its own: those of the manifest, and the one that schedules ring. */
export const workQueues = [...manifest.queues.map(({ name }) => name), wakes] as const;

export const queueNames = [
  ...workQueues,
  ...manifest.streams.map(({ reader }) => givenBackTo(reader)),
] as const;
export type QueueName = (typeof queueNames)[number];

/** Timers that a clock rings, not a stream. */
export const clocks = manifest.timers.filter(({ on }) => on !== "stream_timer");

/** Pages are for somebody who sits at the machine. */
export const routes = manifest.http.filter(({ access }) => access !== "local");

const withoutPages = (name: string): name is FunctionName => name !== "http/pages";

export const functionNames: readonly FunctionName[] = [
  ...new Set(
    [
      routes,
      manifest.streams,
      manifest.queues,
      manifest.timers,
      [manifestAws.letters],
      manifestAws.operations,
    ]
      .flat()
      .map((entry) => entry.function)
      .filter(withoutPages),
  ),
];

/** What could not be done stands here until a person has looked. */
export const deadLettersOf = (what: string): string => `${what.replaceAll("_", "-")}-dead`;

export const deadLetterQueues: readonly string[] = [
  ...queueNames,
  ...manifest.streams.map(({ reader }) => reader),
  ...clocks.map(({ on }) => on),
  "schedules",
].map(deadLettersOf);
