import { viewItem } from "#adapters/aws/view-items";
import type { ViewItem } from "#core/ports/views";
import { create as rebuild } from "#functions/operate/rebuild";
import type { Cloud } from "#test/simulation/aws/cloud";
import { tables } from "#test/simulation/aws/services";
import { between, type Dice, oneOf } from "#test/simulation/chance";
import { viewsOf } from "#test/simulation/ports/tables";
import type { Stage } from "#test/simulation/run";

const minuteMs = 60_000;

/**
 * Rows are lost or damaged, and somebody has the lists folded anew, beside those who fold on: call by call, as the program
 * does, until it is through; some have two at it at once.
 */
export const foldAnewBeside = (stage: Stage, cloud: Cloud, spanMs: number): void => {
  const { world } = stage.universe;
  const dice = world.chance.dice("rebuilds");
  const atMs = (0.1 + 0.9 * dice()) * spanMs;
  world.plan(atMs, () => {
    if (dice() < 0.8) damageRows(stage, cloud, dice);
    const desk = { stage, cloud, dice };
    world.plan(dice() * 5 * minuteMs, () => call(desk, {}, mostCalls));
    if (dice() < 0.25) world.plan(dice() * 5 * minuteMs, () => call(desk, {}, mostCalls));
  });
};

const mostCalls = 300;

type Desk = { readonly stage: Stage; readonly cloud: Cloud; readonly dice: Dice };

/**
 * What was not answered is asked again, or begun anew; who gives up for today begins anew tomorrow. What cannot be folded
 * at all is left, as the guide has it.
 */
const call = (desk: Desk, input: object, left: number): void => {
  const { stage, cloud, dice } = desk;
  const { world } = stage.universe;
  const go = (next: object, inMs: number): void =>
    world.plan(inMs, () => call(desk, next, left - 1));
  if (left === 0) {
    world.count("rebuild given up");
    return world.plan(24 * 60 * minuteMs, () => call(desk, {}, mostCalls));
  }
  stage.hosts.invoke(
    { role: "rebuild", tenant: null, timeoutMs: minuteMs },
    async () => rebuild(cloud.rebuilding())(JSON.parse(JSON.stringify(input)) as object),
    (ended) => {
      if (ended.kind !== "done") world.count(`rebuild ${ended.kind}`);
      if (ended.kind !== "done") return go(dice() < 0.7 ? input : {}, minuteMs);
      if (!ended.value.ok) throw new Error(JSON.stringify(ended.value.refusal));
      const { state, next, counts } = ended.value.value;
      world.count(`rebuild ${state}`);
      if (state === "unsettled" && counts.failed === 0) go({}, 10 * minuteMs);
      else if (next !== null) go(next, 1_000);
    },
  );
};

const damageRows = ({ universe }: Stage, { services }: Cloud, dice: Dice): void => {
  for (const { id } of universe.tenants) {
    const rows = [...viewsOf(universe.tables, id).values()];
    for (let left = Math.min(rows.length, between(dice, 1, 5)); left > 0; left--) {
      const row = oneOf(dice, rows);
      const how = oneOf(dice, damages);
      universe.world.count(`row ${how}`);
      const { pk, sk } = viewItem(id, row);
      const ask = services.plain.dynamo;
      if (how === "lost") ask("DeleteItem", { TableName: tables.views, Key: { pk, sk } });
      else ask("PutItem", { TableName: tables.views, Item: viewItem(id, damaged(row, how)) });
    }
  }
};

const damages = ["lost", "wrong", "too new", "stray"] as const;

const damaged = (row: ViewItem, how: (typeof damages)[number]): ViewItem => {
  const { key, source, data } = row;
  if (how === "stray" && row.view !== "customers") return { ...row, key: `${key}-stray` };
  const version = source.version + (how === "too new" ? 50 : 0);
  return { ...row, source: { ...source, version }, data: { ...(data as object), spoiled: true } };
};
