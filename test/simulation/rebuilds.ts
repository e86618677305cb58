import { rebuild } from "#core/app/rebuild";
import type { TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import { foldAnewBeside } from "#test/simulation/aws/rebuilds";
import { between, oneOf } from "#test/simulation/chance";
import type { Stage } from "#test/simulation/run";

const minuteMs = 60_000;

/**
 * In one world of five somebody has the lists folded anew while everything goes on: late, in the middle of an outage, some
 * twice at once; and where it is broken off, some leave it at that.
 */
export const foldListsAnew = (stage: Stage, spanMs: number): void => {
  const { world, tenants, cloud } = stage.universe;
  const dice = world.chance.dice("rebuilds");
  if (dice() > 0.2) return;
  if (cloud !== null) return foldAnewBeside(stage, cloud, spanMs);
  const busy = new Set<TenantId>();
  const times = between(dice, 1, 3);
  for (let time = 0; time < times; time++) {
    const wish = { tenant: oneOf(dice, tenants).id, busy };
    const tries = dice() < 0.5 ? mostTries : 1;
    const atMs = (0.1 + 0.9 * dice()) * spanMs;
    world.plan(atMs, () => foldAnew(stage, wish, tries));
    if (dice() < 0.3) world.plan(atMs + dice() * minuteMs, () => foldAnew(stage, wish, tries));
  }
};

const mostTries = 3;

/** `busy`: the businesses whose lists somebody folds anew now; nobody else can have their folder. */
type Wish = { readonly tenant: TenantId; readonly busy: Set<TenantId> };

/**
 * Nobody folds meanwhile. Everything else goes on, over lists that are empty and fill up again: they are the same behind
 * a rebuild that was broken off.
 */
const foldAnew = (stage: Stage, { tenant, busy }: Wish, tries: number): void => {
  const { universe, hosts, platform } = stage;
  const { world } = universe;
  const again = (): void => {
    if (tries > 1) world.plan(10 * minuteMs, () => foldAnew(stage, { tenant, busy }, tries - 1));
  };
  const goOn = busy.has(tenant) ? null : platform.stopFolding(tenant);
  if (goOn === null) {
    world.count("rebuild refused");
    return again();
  }
  busy.add(tenant);
  hosts.invoke(
    { role: "rebuild", tenant, timeoutMs: 15 * minuteMs },
    (deps) => rebuild(present(deps), tenant, "project"),
    ({ kind }) => {
      world.count(`rebuild ${kind}`);
      world.plan(landedMs, () => {
        busy.delete(tenant);
        goOn();
        if (kind !== "done") again();
      });
    },
  );
};

/** What a process wrote last lands late, but before the next one has the folder. */
const landedMs = 70_000;

/** As the program does it: rows are folded from events as its release knows them, whenever they were written. */
const present = (deps: Deps): Pick<Deps, "views" | "cursors" | "feed"> => ({
  ...deps,
  feed: {
    after: async (...wanted) =>
      (await deps.feed.after(...wanted)).map((entry) => ({
        ...entry,
        commit: deps.present(entry.commit),
      })),
  },
});
