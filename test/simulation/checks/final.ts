import { rebuild } from "#core/app/rebuild";
import { chained, firstFault } from "#core/kernel/chain";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { ViewItem } from "#core/ports/views";
import { checkVisits } from "#test/simulation/checks/agreement";
import { checkBreakers } from "#test/simulation/checks/breakers";
import { checkComplaints } from "#test/simulation/checks/complaints";
import { checkDays } from "#test/simulation/checks/days";
import { checkErasures } from "#test/simulation/checks/erasure";
import { checkLists } from "#test/simulation/checks/lists";
import { checkCloud } from "#test/simulation/checks/cloud";
import { checkOutputs } from "#test/simulation/checks/outputs";
import { checkPromises } from "#test/simulation/checks/promptness";
import { checkHeard } from "#test/simulation/checks/words";
import { checkAnswers } from "#test/simulation/checks/reached";
import { checkRuns } from "#test/simulation/checks/runs";
import { checkPeople } from "#test/simulation/checks/people";
import { checkFates, checkMoney } from "#test/simulation/checks/fates";
import { mostAttempts } from "#test/simulation/ports/queues";
import { putRow, viewsOf } from "#test/simulation/ports/tables";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

/** When everything has had its time: what has to have come about, wherever faults had struck. */
export const checkFinal = async (stage: Stage): Promise<void> => {
  checkReaders(stage);
  checkChains(stage.universe);
  checkFates(stage);
  checkComplaints(stage);
  checkMoney(stage);
  checkHeard(stage);
  checkPromises(stage);
  checkDays(stage);
  checkPeople(stage);
  checkOutputs(stage);
  checkAnswers(stage);
  checkRuns(stage);
  checkPoison(stage.universe);
  checkBreakers(stage);
  await checkVisits(stage);
  await checkErasures(stage);
  await checkRows(stage);
  await checkCloud(stage);
};

const checkReaders = ({ universe: { world }, platform }: Stage): void => {
  for (const { reader, taken, commits, tenant } of platform.shards)
    world.check("L2", taken >= commits.length, () => `${reader} of ${tenant} stands at ${taken}`);
};

/** Every chain verifies; and a chain that is spoiled on purpose is found at the very place. */
const checkChains = (universe: Universe): void => {
  const { world, tenants, store } = universe;
  const dice = world.chance.dice("spoiler");
  for (const { id } of tenants) {
    const all = [...store.streams(id)];
    const place = Math.floor(dice() * all.length);
    for (const [index, [name, { sealed }]] of all.entries()) {
      if (index % 4 !== place % 4) continue; // A quarter of them, another in every world.
      world.check("A1", firstFault(sealed) === null, () => `the chain of ${name} is broken`);
      if (index === place) checkSpoiled(universe, name, sealed);
    }
  }
};

const checkSpoiled = ({ world }: Universe, name: string, sealed: readonly Commit[]): void => {
  const dice = world.chance.dice("spoiler");
  const at = Math.floor(dice() * sealed.length);
  const spoiled = spoil(sealed, at, Math.floor(dice() * 4));
  if (spoiled === null) return;
  const found = firstFault(spoiled.commits)?.version;
  world.check("A1", found === spoiled.first, () => `${spoiled.how} of ${name} ${at} is not found`);
};

type Spoiled = {
  readonly commits: readonly Commit[];
  readonly first: number;
  readonly how: string;
};

/** Cutting the tail off cannot be seen in a chain: checkpoints elsewhere are for that. */
const spoil = (sealed: readonly Commit[], at: number, kind: number): Spoiled | null => {
  const commit = sealed[at];
  const next = sealed[at + 1];
  if (commit === undefined) return null;
  const without = sealed.filter((_, index) => index !== at);
  if (kind === 0) return { commits: flipped(sealed, at), first: at + 1, how: "a flipped bit" };
  if (next === undefined) return null;
  if (kind === 1) return { commits: without, first: at + 1, how: "a removal" };
  if (kind === 2) {
    const { hash: prev, ...copied } = commit;
    const inserted = chained({ ...copied, version: at + 2, prev });
    const commits = [...sealed.slice(0, at + 1), inserted, ...sealed.slice(at + 1)];
    return { commits, first: at + 3, how: "an insertion" };
  }
  const swapped = [...sealed];
  swapped[at] = next;
  swapped[at + 1] = commit;
  return { commits: swapped, first: at + 1, how: "a swap" };
};

const flipped = (sealed: readonly Commit[], at: number): readonly Commit[] =>
  sealed.map((commit, index) =>
    index === at ? { ...commit, commandId: `${commit.commandId}!` as Commit["commandId"] } : commit,
  );

const checkPoison = ({ world, queues }: Universe): void => {
  const poisoned = queues.buried.filter(
    ({ body }) => typeof body === "object" && body !== null && "poison" in body,
  );
  for (const { attempts } of poisoned)
    world.check("L4", attempts === mostAttempts, () => `a poison message died after ${attempts}`);
  if (world.tally.acts["poisoned"] !== undefined)
    world.check("L4", poisoned.length > 0, () => "a poison message is gone, and nobody knows");
  for (const { body } of queues.messages.values())
    world.check("L1", false, () => `${JSON.stringify(body)} stands in a queue for ever`);
};

/** Folds everything anew, in order and once, and compares. */
const checkRows = async ({ universe, seen }: Stage): Promise<void> => {
  const { world, tenants, store, tables } = universe;
  const { present } = universe.codecs.after;
  for (const { id } of tenants) {
    const rows = new Map<string, ViewItem>();
    const feed = store.feed(id).map((entry) => ({ ...entry, commit: present(entry.commit) }));
    await rebuild(plainPorts(feed, rows), id, "check");
    const stored = viewsOf(tables, id);
    world.check(
      "S10",
      rows.size === stored.size,
      () => `${stored.size} rows stand where ${rows.size} should`,
    );
    for (const [name, row] of rows)
      world.check(
        "S10",
        JSON.stringify(row) === JSON.stringify(stored.get(name)),
        () => `row ${name} is ${JSON.stringify(stored.get(name))}, not ${JSON.stringify(row)}`,
      );
    checkLists({ universe, tenant: id, stored }, seen);
  }
};

const plainPorts = (
  feed: readonly { readonly position: number; readonly commit: Commit }[],
  rows: Map<string, ViewItem>,
): Parameters<typeof rebuild>[0] => ({
  feed: { after: async (_, position, limit) => feed.slice(position, position + limit) },
  cursors: { position: async () => 0, advance: async () => {}, restart: async () => {} },
  views: {
    get: async (_, view, key) => rows.get(`${view}/${key}`) ?? null,
    put: async (_: TenantId, item) => putRow(rows, item),
    range: async () => [],
    clear: async () => rows.clear(),
  },
});
