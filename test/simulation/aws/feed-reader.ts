import type { TenantId } from "#core/kernel/ids";
import type { AwsParts } from "#test/simulation/aws/parts";
import { checkOrder } from "#test/simulation/checks/cloud";
import type { Universe } from "#test/simulation/universe";

type Place = { position: number; readonly versions: Map<string, number> };
const places = new WeakMap<Universe, Map<TenantId, Place>>();

/** Somebody who reads the feed from where they stopped: what has a position keeps it, and nothing comes in before it. */
export const readOn = ({ universe, hosts }: AwsParts, tenant: TenantId): void => {
  const own = places.get(universe) ?? new Map<TenantId, Place>();
  places.set(universe, own);
  const place = own.get(tenant) ?? { position: 0, versions: new Map() };
  own.set(tenant, place);
  hosts.invoke(
    { role: "reader", tenant },
    ({ feed }) => feed.after(tenant, place.position, 50),
    (ended) => {
      if (ended.kind !== "done") return;
      const fresh = ended.value.filter(({ position }) => position > place.position);
      const first = fresh[0]?.position ?? place.position + 1;
      universe.world.check("L2", first === place.position + 1, () => `a gap before ${first}`);
      checkOrder(universe.world, fresh, place.versions);
      place.position += fresh.length;
    },
  );
};
