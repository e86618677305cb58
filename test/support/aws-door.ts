import { envelopeIn } from "#adapters/aws/queue-envelope";
import { timerFrom } from "#adapters/aws/timer-message";
import { as } from "#core/kernel/ids";
import type { Delivery } from "#core/ports/queues";
import type { AwsHouse } from "#functions/aws-house";
import type { AddressLimit } from "#functions/address-limit";
import type { Deps } from "#functions/deps";
import { context } from "#test/support/aws-events";

/** A log and metrics that are remembered, as `level event field=value` and `name label=value`. */
export const remembering = () => {
  const lines: string[] = [];
  const counts: string[] = [];
  const line =
    (level: string) =>
    (event: string, fields: object = {}): void => {
      lines.push([level, event, ...spelled(fields)].join(" "));
    };
  return {
    lines,
    counts,
    log: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
    metrics: {
      count: (name: string, labels: object = {}) =>
        void counts.push([name, ...spelled(labels)].join(" ")),
      observeMs: (name: string) => void counts.push(name),
    },
  };
};

const spelled = (fields: object): readonly string[] =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);

/** Everybody is listened to. */
export const noLimit: AddressLimit = { waitMs: () => null, refused: () => false };

/** The ports of another runtime behind the handlers of AWS: what a handler does shows, whatever is behind it. */
export const houseOver = (deps: Deps, wish: Partial<AwsHouse> = {}): AwsHouse => ({
  deps,
  logger: { addContext: () => undefined },
  limit: noLimit,
  isStrict: true,
  coming: {
    accept: async (queue, received) =>
      received.flatMap(({ body, receiptHandle, receiveCount: attempt }): readonly Delivery[] => {
        const envelope = envelopeIn(body);
        return envelope === null ? [] : [{ ...envelope, queue, receipt: receiptHandle, attempt }];
      }),
    timerIn: timerFrom,
    planAhead: async () => 0,
  },
  buried: { stage: "test", askStreams: async () => ({}) },
  letterRows: {} as AwsHouse["letterRows"],
  tenants: async () => [as("riverside")],
  sequence: async () => undefined,
  ...wish,
});

/** Calls a handler as Lambda does: with what JSON can say, and a context. */
export const call = async <Event, Result>(
  handler: (event: Event, context: never) => Promise<Result> | Result | undefined,
  event: Event,
): Promise<Result> =>
  (await handler(JSON.parse(JSON.stringify(event)) as Event, context as never)) as Result;
