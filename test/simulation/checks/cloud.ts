import { createFeed } from "#adapters/aws/feed";
import { createLetterRows } from "#adapters/aws/letter-rows";
import type { TenantId } from "#core/kernel/ids";
import type { FeedEntry } from "#core/ports/event-store";
import type { Cloud } from "#test/simulation/aws/cloud";
import type { Stage } from "#test/simulation/run";

/** What AWS holds in the end, beyond what the ports promise: no message, no letter, no position is lost. */
export const checkCloud = async ({ universe }: Stage): Promise<void> => {
  const { cloud, world, tenants } = universe;
  if (cloud === null) return;
  for (const name of cloud.services.sqs.names()) {
    const isEmpty = cloud.services.sqs.queue(name).nextVisible() === null;
    world.check("L1", isEmpty, () => `something stands in ${name} for ever`);
  }
  for (const { id } of tenants) {
    await checkFeed(universe, cloud, id);
    await checkLetters(universe, cloud, id);
  }
};

type Universe = Stage["universe"];

/** Every commit once, at positions without a gap, each stream in its order. */
const checkFeed = async (
  { world, store }: Universe,
  { looking }: Cloud,
  tenant: TenantId,
): Promise<void> => {
  // A commit that has two positions is asked for twice, and the database refuses that.
  const entries = await createFeed(looking.dynamo)
    .after(tenant, 0, 100_000)
    .catch(() => null);
  world.check("L2", entries !== null, () => `the feed of ${tenant} cannot be read`);
  if (entries === null) return;
  const written = store.feed(tenant).length;
  // What was put aside of the reader that gives positions comes with the next commit of its stream, or with its letter.
  world.check(
    "L2",
    entries.length <= written,
    () => `${entries.length} of ${written} commits have a position`,
  );
  checkOrder(world, entries);
};

export const checkOrder = (
  world: Universe["world"],
  entries: readonly FeedEntry[],
  before: Map<string, number> = new Map(),
): void => {
  for (const { position, commit } of entries) {
    const { stream, version } = commit;
    const last = before.get(stream) ?? 0;
    world.check(
      "L2",
      version === last + 1,
      () => `${stream} ${version} stands at ${position} behind ${last}`,
    );
    before.set(stream, version);
  }
};

/** Whatever came into a queue of dead letters is on the list, or has gone back. */
const checkLetters = async (
  { world, queues }: Universe,
  { looking }: Cloud,
  tenant: TenantId,
): Promise<void> => {
  const rows = createLetterRows(looking.dynamo);
  const buried = queues.buried.filter((one) => one.tenant === tenant).length;
  let kept = 0;
  for (let id = 1; id <= buried * 3 + 3; id += 1) {
    const isThere = (await rows.find(tenant, id)) !== null || (await rows.wentBack(tenant, id));
    if (isThere) kept += 1;
  }
  world.check("L1", buried === 0 || kept > 0, () => `${buried} letters of ${tenant}, none is kept`);
};
