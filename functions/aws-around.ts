import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createDynamoClient } from "#adapters/aws/dynamo";
import type { AskStreams } from "#adapters/aws/put-aside";
import { readSecrets } from "#adapters/aws/secrets";
import { createStreamsDoor } from "#adapters/aws/streams-door";
import type { Credentials } from "#adapters/sigv4";
import type { IsOwnLink } from "#core/message/write";
import type { Clock } from "#core/ports/clock";
import { fromEpochMs, type Instant } from "#core/kernel/time";
import type { BookingProvider } from "#functions/deps";
import { type Ground, groundFrom, settingsIn, type Variables } from "#functions/env-ground";
import { businessSettings } from "#functions/env-parts";

type Ask = (request: Request) => Promise<Response>;

/** The world outside, as each of its services is asked. */
export type Outside = {
  readonly carrier: Ask;
  readonly payments: Ask;
  readonly mail: Ask;
  readonly booking: Readonly<Record<BookingProvider, Ask>>;
};

/** What only the surroundings of a function know. Those of a test are played; everything inside is the same. */
export type Around = {
  readonly ground: Ground;
  /** The settings of the environment, and those in the secrets that the function may read, or in these of them. */
  readonly variables: (only?: readonly string[]) => Promise<Variables>;
  readonly clock: Clock;
  readonly signatureClocks: () => readonly Instant[];
  readonly clients: {
    readonly dynamo: DynamoDBClient;
    readonly kms: KMSClient;
    /** Made by whoever needs them, where nothing is said. */
    readonly sqs?: SQSClient;
    readonly scheduler?: SchedulerClient;
  };
  readonly outside: Outside;
  readonly askStreams: AskStreams;
  /** Addresses besides our own over which a signature may have been made. */
  readonly otherUrls: readonly string[];
  /** A played pay page may be named in a text although it stands on this machine. */
  readonly isOwnLink: IsOwnLink | undefined;
  /** In a test the world is played: it takes texts at any speed, and what a call leaves behind fails it. */
  readonly isPlayed: boolean;
};

/**
 * A call that hangs must end before the function does: three tries take some six seconds, and a door has ten. Unless it
 * is told to throw, the SDK writes a warning when the time is over, and goes on waiting.
 */
export const patience = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    throwOnRequestTimeout: true,
  },
};

/** The clients keep their connections; the credentials are those of the function's own role. */
export const aroundFrom = (environment: Variables): Around => {
  const ground = groundFrom(environment);
  const clock: Clock = { now: () => fromEpochMs(Date.now()) };
  return {
    ground,
    variables: async (only) => {
      const all = { ...environment, ...(await secretsIn({ ground, environment, clock }, only)) };
      settingsIn(all, businessSettings); // A token that can be guessed is told now, not when it was.
      return all;
    },
    clock,
    signatureClocks: () => [clock.now()],
    clients: {
      dynamo: createDynamoClient({}),
      kms: new KMSClient(patience),
    },
    outside: {
      carrier: fetch,
      payments: fetch,
      mail: fetch,
      booking: { calendly: fetch, calcom: fetch, acuity: fetch, square: fetch },
    },
    askStreams: createStreamsDoor({ fetch, clock, credentials: () => ownIn(environment) }),
    otherUrls: [],
    isOwnLink: undefined,
    isPlayed: false,
  };
};

/** `aro/production/stripe` is the secret `stripe`. A new stage has secrets that nobody has filled: they cannot be read. */
const secretsIn = async (
  {
    ground: { ARO_SECRETS: names },
    environment,
    clock,
  }: Pick<Around, "ground" | "clock"> & { readonly environment: Variables },
  only: readonly string[] | undefined,
): Promise<Variables> =>
  names === undefined
    ? {}
    : readSecrets({
        fetch,
        names: names
          .split(",")
          .filter((name) => only?.includes(name.slice(name.lastIndexOf("/") + 1)) ?? true),
        now: clock.now(),
        region: environment["AWS_REGION"] ?? "",
        credentials: ownIn(environment),
      });

/** The credentials of the function's own role. */
const ownIn = (environment: Variables): Credentials => ({
  accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
  secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
  sessionToken: environment["AWS_SESSION_TOKEN"] ?? "",
});
