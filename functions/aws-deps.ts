import { setTimeout as pause } from "node:timers/promises";
import type { Asker } from "#adapters/ask-json";
import type { BookingSystem } from "#core/ports/booking";
import { absent } from "#functions/absent";
import { type Around, aroundFrom } from "#functions/aws-around";
import { askerOf } from "#functions/aws-asker";
import { callersOf } from "#functions/aws-callers";
import { groundPorts } from "#functions/aws-ground";
import { bareOf } from "#functions/aws-bare";
import type { AwsHouse } from "#functions/aws-house";
import { packOnAws } from "#functions/aws-pack";
import { pacesIn } from "#functions/aws-paces";
import { pinnedKnown } from "#functions/aws-pinned";
import type { queuesOnAws } from "#functions/aws-queues";
import { outdatedOnce } from "#functions/aws-renewal";
import { doorMs, type Told } from "#functions/aws-told";
import { watched, watching } from "#functions/awaited";
import type { BookingProvider, Deps } from "#functions/deps";
import { environmentOfFunction } from "#functions/env-of-function";
import { settingsIn, type Variables } from "#functions/env-ground";
import { businessSettings } from "#functions/env-parts";

/** What a function has of the world outside. What it does not name it has not, and is not in its bundle. */
export type Parts = {
  readonly booking?: Partial<Readonly<Record<BookingProvider, (asker: Asker) => BookingSystem>>>;
  readonly messenger?: (told: Told) => Deps["messenger"];
  readonly payments?: (told: Told) => Deps["payments"];
  readonly mail?: (told: Told) => Deps["mail"];
  readonly reading?: (variables: Variables) => Deps["reading"];
  readonly queues?: typeof queuesOnAws;
  /** How long a provider is waited for; where nothing is said, as long as at a door. */
  readonly timeoutMs?: number;
};

/** For a function that neither sends nor plans. */
const noQueues: typeof queuesOnAws = () => ({
  ports: {
    queues: absent("queues"),
    timers: absent("timers"),
    deadLetters: absent("deadLetters"),
  },
  coming: absent("queues"),
});

/** The surroundings of a function that runs: looked at when it is called, not when it is loaded. */
export const here = (): Around => aroundFrom(environmentOfFunction());

/** The composition root on AWS: once for each container every port gets its adapter here, and nowhere else. */
export const houseIn =
  (surroundings: () => Around, parts: Parts = {}) =>
  async (): Promise<AwsHouse> => {
    const around = surroundings();
    const variables = await around.variables();
    const { ARO_PACK: packName } = settingsIn(variables, { ARO_PACK: businessSettings.ARO_PACK });
    const { deps: told, ...bare } = bareOf(around, variables);
    const { ports, packs, ...inside } = groundPorts(around, told);
    const { ports: queues, coming } = (parts.queues ?? noQueues)(around, told, inside.letterRows);
    const { pack, learn } = await packOnAws(packs, packName, around.isOwnLink);
    const deps: Deps = {
      ...told,
      ...ports,
      ...queues,
      ...outsidePorts(parts, { around, variables, endpoints: ports.endpoints }),
      clock: around.clock,
      tzdb: process.versions["tz"] ?? "unknown",
      pause: watching("pause", (ms: number) => pause(ms)),
      store: watched("store", pinnedKnown(ports.store, learn)),
      pack,
      signatureClocks: around.signatureClocks,
      publicUrl: () => publicUrlIn(variables),
      signedUrls: () => [publicUrlIn(variables), ...around.otherUrls],
      carrierAccount: variables["TWILIO_ACCOUNT_SID"] ?? "",
      ...pacesIn(around, variables),
      ...callersOf(variables, inside.tenants),
    };
    return { ...bare, ...inside, coming, deps, isOutdated: outdatedOnce(around, variables) };
  };

const publicUrlIn = (variables: Variables): string => variables["ARO_PUBLIC_URL"] ?? "";

const outsidePorts = (
  { booking = {}, messenger, payments, mail, reading, timeoutMs = doorMs }: Parts,
  given: {
    readonly around: Around;
    readonly variables: Variables;
    readonly endpoints: Deps["endpoints"];
  },
) => {
  const { around, variables, endpoints } = given;
  const { outside, clock } = around;
  const callbackUrl = around.otherUrls[0] ?? publicUrlIn(variables);
  const told: Told = { variables, outside, clock, endpoints, callbackUrl, timeoutMs };
  const system = (provider: BookingProvider): BookingSystem => {
    const create = booking[provider];
    return create === undefined
      ? absent(provider)
      : watched(provider, create(askerOf(told, provider)));
  };
  return {
    bookingSystems: {
      calendly: system("calendly"),
      calcom: system("calcom"),
      acuity: system("acuity"),
      square: system("square"),
    },
    messenger:
      messenger === undefined ? absent("messenger") : watched("messenger", messenger(told)),
    payments: payments === undefined ? absent("payments") : watched("payments", payments(told)),
    mail: mail === undefined ? absent("mail") : watched("mail", mail(told)),
    reading: reading?.(variables),
  } satisfies Partial<Deps>;
};
