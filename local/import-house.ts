import { ok } from "#core/kernel/result";
import { importList, type ImportWatch, type ImportWish, openList } from "#local/import-list";
import { inDataFolder } from "#local/stopped-house";

/**
 * Imports a list into the data folder of a server that does not run (`data`, or the configured one). A list that
 * cannot be used, and a dry run, make no data where there are none yet. Throws as `inStoppedHouse` does.
 */
export const importIntoFolder = async (
  wish: ImportWish,
  data: string | null,
  watch: ImportWatch,
) => {
  const list = await openList(wish);
  if (!list.ok) return list;
  return inDataFolder({ data, isDryRun: wish.isDryRun }, async ({ deps }) =>
    ok(await importList(deps, list.value, wish, watch)),
  );
};
