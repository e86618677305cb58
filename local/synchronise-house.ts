import type { Part } from "#core/app/synchronise";
import { as, type CorrelationId } from "#core/kernel/ids";
import type { Result } from "#core/kernel/result";
import type { BookingProvider } from "#functions/deps";
import type { Refused } from "#functions/reply";
import { type SynchronisationWish, synchroniseTenant } from "#functions/synchronise";
import { tenant } from "#local/seed";
import { inDataFolder } from "#local/stopped-house";

type Taking = (wish: SynchronisationWish) => Promise<Result<Part, Refused>>;

/**
 * Lets `work` take pages of bookings into the data folder of a server that does not run. What follows from them
 * waits for the next start. Throws as `inDataFolder` does: `data_in_use` while a server runs.
 */
export const synchroniseInFolder = <T>(
  provider: BookingProvider,
  where: { readonly data: string | null; readonly isDryRun: boolean; readonly name: string },
  work: (take: Taking) => Promise<T>,
): ReturnType<typeof inDataFolder<T>> => {
  const story = { tenant, correlationId: as<CorrelationId>(where.name) };
  return inDataFolder(where, ({ deps }) =>
    work((wish) => synchroniseTenant(deps, story, provider, wish)),
  );
};
