import { commitFrom } from "#adapters/aws/event-store";
import { type Item, numberIn, textIn } from "#adapters/aws/items";
import type { TableNames } from "#adapters/aws/tables";
import { viewItemFrom } from "#adapters/aws/view-items";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { Breaker } from "#core/policy/breaker";
import { everyView } from "#core/views/every-view";
import type { Changed } from "#test/simulation/aws/tables";
import { calls } from "#test/simulation/aws/wire";
import { viewsOf } from "#test/simulation/ports/tables";
import { nameOf } from "#test/simulation/ports/timers";
import type { Universe } from "#test/simulation/universe";

/** Commits as they were before they were sealed, until they are written. */
export type Plains = {
  readonly note: (commit: NewCommit) => void;
  readonly of: (commit: Commit) => NewCommit;
};

export const createPlains = (): Plains => {
  const plains = new Map<string, NewCommit>();
  const nameOf = ({ tenant, stream, version, commandId }: NewCommit): string =>
    `${tenant} ${stream} ${version} ${commandId}`;
  return {
    note: (commit) => void plains.set(nameOf(commit), commit),
    of: (commit) => plains.get(nameOf(commit)) ?? commit,
  };
};

/**
 * Keeps what the checks look at in step with what is written to the tables: the checks know commits, rows, timers and
 * breakers, and no database.
 */
export const shadowing =
  (universe: Universe, tables: TableNames, plains: Plains) =>
  (changed: Changed): void => {
    if (changed.table === tables.commits) shadowCommit(universe, plains, changed);
    if (changed.table === tables.views) shadowShelf(universe, changed);
  };

const shadowShelf = (universe: Universe, { before, after }: Changed): void => {
  const item: Item = { ...(after ?? before) };
  const [owner = "", shelf = ""] = (textIn(item, "pk") ?? "").split("#");
  const tenant = as<TenantId>(owner);
  if (everyView.some((view) => view === shelf))
    shadowRow(universe, { tenant, view: shelf, item, after });
  if (shelf === "timer") shadowTimer(universe, tenant, { ...after });
  if (shelf === "@breakers") shadowBreaker(universe, tenant, item);
};

const shadowBreaker = ({ tables }: Universe, tenant: TenantId, item: Item): void => {
  const breaker = JSON.parse(textIn(item, "state") ?? "") as Breaker;
  const version = numberIn(item, "version") ?? 0;
  tables.breakers.set(`${tenant} ${textIn(item, "sk") ?? ""}`, { breaker, version });
};

const shadowCommit = (
  { world, store }: Universe,
  plains: Plains,
  { before, after }: Pick<Changed, "before" | "after">,
): void => {
  world.check("S1", before === null, () => "a commit was written over");
  const invocation = calls.getStore();
  if (after === null || invocation === undefined) return;
  const commit = commitFrom(after);
  const put = store.put(commit, plains.of(commit), invocation);
  world.check("S1", put === "appended", () => `${commit.stream} ${commit.version} is ${put}`);
};

const shadowTimer = ({ timers }: Universe, tenant: TenantId, item: Item): void => {
  const stream = as<StreamName>(textIn(item, "sk") ?? "");
  const at = textIn(item, "timers") === null ? null : (textIn(item, "at") as Instant);
  const version = numberIn(item, "version") ?? 0;
  const timer = at === null ? null : { tenant, stream, at, version };
  timers.planned.set(nameOf(tenant, stream), { timer, version, lastAt: at ?? "" });
};

type Shelved = {
  readonly tenant: TenantId;
  readonly view: string;
  readonly item: Item;
  readonly after: Changed["after"];
};

const shadowRow = ({ tables, watch }: Universe, { tenant, view, item, after }: Shelved): void => {
  const row = viewItemFrom(view, item);
  const rows = viewsOf(tables, tenant);
  if (after === null) rows.delete(`${view}/${row.key}`);
  else rows.set(`${view}/${row.key}`, row);
  watch?.onRow(tenant, row);
};
