import { createAddressLimit, mostAddresses } from "#functions/address-limit";
import type { Around } from "#functions/aws-around";
import type { BareHouse } from "#functions/aws-house";
import { createEmf, createLogger, logOver } from "#functions/aws-log";
import type { Deps } from "#functions/deps";
import { environmentOfFunction } from "#functions/env-of-function";
import { groundFrom, settingsIn, type Variables } from "#functions/env-ground";
import { limitSettings, logLevel } from "#functions/env-parts";

type Surroundings = Pick<Around, "ground" | "variables" | "isPlayed">;

/** The surroundings of a function that may do nothing: it loads nothing that could. */
export const here = (): Surroundings => {
  const environment = environmentOfFunction();
  return { ground: groundFrom(environment), variables: async () => environment, isPlayed: false };
};

/** A house without ports. */
export const bareHouseIn = (surroundings: () => Surroundings) => async (): Promise<Bare> => {
  const around = surroundings();
  return bareOf(around, await around.variables());
};

type Bare = BareHouse<Pick<Deps, "log" | "metrics" | "metricsText" | "health" | "phone">>;

/** What needs no grant: the log and the metrics. Nobody asks here how each dependency is: the alarms tell. */
export const bareOf = (
  { ground, isPlayed: isStrict }: Pick<Surroundings, "ground" | "isPlayed">,
  variables: Variables,
): Bare => {
  const stage = ground.needed("ARO_STAGE");
  const { ARO_LOG_LEVEL: least, ARO_REFUSALS_PER_MINUTE: perMinute } = settingsIn(variables, own);
  const logger = createLogger(stage, least);
  const deps = {
    log: logOver(logger),
    metrics: createEmf(stage),
    metricsText: () => "",
    health: async () => [],
    phone: null,
  };
  const limit = createAddressLimit({ perMinute, mostAddresses }, () => performance.now());
  return { deps, logger, limit, isStrict };
};

const own = { ARO_LOG_LEVEL: logLevel.default("info"), ...limitSettings };
