import { importList, type ImportWatch, type ImportWish } from "#local/import-list";
import { inDataFolder } from "#local/stopped-house";

type Imported = Awaited<ReturnType<typeof importList>>;

/**
 * Imports a list into the data folder of a server that does not run (`data`, or the configured one). A dry
 * run where there is no data yet leaves none behind. Throws as `inStoppedHouse` does.
 */
export const importIntoFolder = (
  wish: ImportWish,
  data: string | null,
  watch: ImportWatch,
): ReturnType<typeof inDataFolder<Imported>> =>
  inDataFolder({ data, isDryRun: wish.isDryRun }, ({ deps }) => importList(deps, wish, watch));
