import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "#functions/env";
import { importList, type ImportWatch, type ImportWish } from "#local/import-list";
import { inStoppedHouse } from "#local/stopped-house";
import { readConfiguration } from "#local/variables";

type Imported = Awaited<ReturnType<typeof importList>>;
type ConfigurationInvalid = Extract<ReturnType<typeof readConfiguration>, { ok: false }>;

/**
 * Imports a list into the data folder of a server that does not run (`data`, or the configured one). A dry
 * run where there is no data yet leaves none behind. Throws as `inStoppedHouse` does.
 */
export const importIntoFolder = async (
  wish: ImportWish,
  data: string | null,
  watch: ImportWatch,
): Promise<Imported | ConfigurationInvalid> => {
  const configured = readConfiguration();
  if (!configured.ok) return configured;
  const folder = data ?? configured.value.ARO_DATA;
  const configuration: Configuration = {
    ...configured.value,
    ARO_DATA: folder,
    ARO_LOG_LEVEL: "error",
  };
  const take = (where: Configuration): Promise<Imported> =>
    inStoppedHouse(where, ({ deps }) => importList(deps, wish, watch));
  if (!wish.isDryRun || existsSync(join(folder, "aro.db"))) return take(configuration);

  const passing = mkdtempSync(join(tmpdir(), "aro-dry-run-"));
  try {
    return await take({ ...configuration, ARO_DATA: passing });
  } finally {
    rmSync(passing, { recursive: true, force: true });
  }
};
