import type { Database } from "#adapters/local/database";
import type { Json } from "#core/kernel/canonical";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { ViewItem, ViewRange, Views } from "#core/ports/views";

export const createViews = (db: Database): Views => ({
  get: async (tenant, view, key) => {
    const row = select(db, tenant, view, key);
    return row === undefined ? null : itemFrom(row);
  },

  put: (tenant, item) => db.commit(() => putIfNewer(db, tenant, item)),

  range: async (tenant, range) => {
    const { view, from, to, limit } = range;
    return db.all<Row>(selectRange[range.index], tenant, view, from, to, limit).map(itemFrom);
  },

  clear: async (tenant) => {
    await db.commit(() => db.run("DELETE FROM views WHERE tenant = ?", tenant));
  },
});

type Row = {
  readonly view: string;
  readonly key: string;
  readonly index1: string | null;
  readonly index2: string | null;
  readonly stream: StreamName;
  readonly version: number;
  readonly data: string;
};

/** One statement that looks, too; what it left as it was has to say why. */
const putIfNewer = (db: Database, tenant: TenantId, item: ViewItem): "put" | "stale" => {
  const { view, key, source } = item;
  const changed = db.run(
    upsert,
    tenant,
    view,
    key,
    item.index1,
    item.index2,
    source.stream,
    source.version,
    JSON.stringify(item.data),
  );
  if (changed === 1) return "put";
  if (select(db, tenant, view, key)?.stream !== source.stream) throw new Error(foreignRow(item));
  return "stale";
};

/** Not `OR REPLACE`, which takes the row out of every index and puts it back, also where nothing moves there. */
const upsert = `INSERT INTO views (tenant, view, key, index1, index2, stream, version, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET index1 = excluded.index1, index2 = excluded.index2,
    version = excluded.version, data = excluded.data
  WHERE stream = excluded.stream AND version < excluded.version`;

/** Versions of two streams cannot be compared: which of them came last would be left to chance. */
const foreignRow = ({ view, source }: ViewItem): string =>
  `Cannot fold "${source.stream}" into a row of view "${view}": the row folds another stream`;

const select = (db: Database, tenant: TenantId, view: string, key: string): Row | undefined =>
  db.get<Row>("SELECT * FROM views WHERE tenant = ? AND view = ? AND key = ?", tenant, view, key);

const selectRange: Record<ViewRange["index"], string> = {
  index1: `SELECT * FROM views WHERE tenant = ? AND view = ? AND index1 >= ? AND index1 < ?
    ORDER BY index1, key LIMIT ?`,
  index2: `SELECT * FROM views WHERE tenant = ? AND view = ? AND index2 >= ? AND index2 < ?
    ORDER BY index2, key LIMIT ?`,
};

const itemFrom = ({ view, key, index1, index2, stream, version, data }: Row): ViewItem => ({
  view,
  key,
  index1,
  index2,
  source: { stream, version },
  data: JSON.parse(data) as Json,
});
