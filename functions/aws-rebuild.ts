import { setTimeout as pause } from "node:timers/promises";
import { createBegunStreams } from "#adapters/aws/begun-streams";
import { createDynamo } from "#adapters/aws/dynamo";
import { createSealedStreams } from "#adapters/aws/sealed-streams";
import { createStandingRows } from "#adapters/aws/standing-rows";
import { createTenants } from "#adapters/aws/tenants";
import type { Commit } from "#core/kernel/message";
import { catalog } from "#events/catalog";
import { presentIn } from "#events/codec";
import type { Around } from "#functions/aws-around";
import { bareOf } from "#functions/aws-bare";
import type { BareHouse } from "#functions/aws-house";
import { watched, watching } from "#functions/awaited";
import type { Deps } from "#functions/deps";
import { tablesIn } from "#functions/env-ground";
import type { Rebuild } from "#functions/operate/rebuild";

const present = presentIn(catalog);

/** A house for who folds lists anew: what is sealed in a commit is copied as it stands, so it has no key. */
export const rebuildingIn =
  (surroundings: () => Around) => async (): Promise<BareHouse<Rebuild & Pick<Deps, "metrics">>> => {
    const around = surroundings();
    const { deps, ...bare } = bareOf(around, await around.variables([]));
    const dynamo = createDynamo({ client: around.clients.dynamo, tables: tablesIn(around.ground) });
    const streams = createSealedStreams(dynamo);
    const { log, metrics } = deps;
    return {
      ...bare,
      deps: {
        log,
        metrics,
        rows: watched("rows", createStandingRows(dynamo)),
        begun: watched("begun", createBegunStreams(dynamo)),
        sealed: watching("sealed", async (tenant, stream) =>
          (await streams.read(tenant, stream)).map(({ json }) =>
            present(JSON.parse(json) as Commit),
          ),
        ),
        clock: around.clock,
        everyTenant: createTenants({ dynamo }).all,
        pause: watching("pause", (ms: number) => pause(ms)),
        elapsed: () => performance.now(),
      },
    };
  };
