import { createCursors } from "#adapters/aws/cursors";
import { createDynamo } from "#adapters/aws/dynamo";
import { createStoredLog } from "#adapters/aws/stored-log";
import { createTenants } from "#adapters/aws/tenants";
import type { CheckDeps } from "#core/app/check-chains";
import type { Around } from "#functions/aws-around";
import { bareOf } from "#functions/aws-bare";
import type { BareHouse, ForEach } from "#functions/aws-house";
import { watched } from "#functions/awaited";
import { tablesIn } from "#functions/env-ground";

/** A house for who checks the log: it reads commits and where they stand, keeps its own place, and opens nothing. */
export const chainsIn =
  (surroundings: () => Around) => async (): Promise<BareHouse<CheckDeps> & ForEach> => {
    const around = surroundings();
    const { deps, ...bare } = bareOf(around, await around.variables());
    const dynamo = createDynamo({ client: around.clients.dynamo, tables: tablesIn(around.ground) });
    return {
      ...bare,
      deps: {
        ...deps,
        cursors: watched("cursors", createCursors(dynamo)),
        storedLog: watched("storedLog", createStoredLog(dynamo)),
      },
      tenants: createTenants({ dynamo }).all,
    };
  };
