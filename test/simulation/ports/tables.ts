import type { TenantId } from "#core/kernel/ids";
import { epochMs, fromEpochMs } from "#core/kernel/time";
import { type Backlog, nextSlot, noBacklog } from "#core/policy/pacing";
import type { StoredBreaker } from "#core/ports/breakers";
import type { Cursors } from "#core/ports/cursors";
import type { Leases } from "#core/ports/leases";
import type { Pacing } from "#core/ports/pacing";
import type { ViewItem, Views } from "#core/ports/views";
import type { Door, Invocation } from "#test/simulation/invocation";

export type Own = (invocation: Invocation, tenant: TenantId, call: string) => void;

type Held = { token: number; untilMs: number };

/** What stands in tables besides commits, queues and timers. */
export type SimTables = {
  readonly views: Map<TenantId, Map<string, ViewItem>>;
  readonly cursors: Map<string, number>;
  readonly leases: Map<string, Held>;
  readonly backlogs: Map<string, Backlog>;
  /** By line: until when all that has ever stood there has gone, whoever goes before whom. */
  readonly linesMs: Map<string, number>;
  readonly breakers: Map<string, StoredBreaker>;
};

export const createSimTables = (): SimTables => ({
  views: new Map(),
  cursors: new Map(),
  leases: new Map(),
  backlogs: new Map(),
  linesMs: new Map(),
  breakers: new Map(),
});

export const viewsOf = (tables: SimTables, tenant: TenantId): Map<string, ViewItem> => {
  const known = tables.views.get(tenant);
  if (known !== undefined) return known;
  const own = new Map<string, ViewItem>();
  tables.views.set(tenant, own);
  return own;
};

type Parts = {
  readonly door: Door;
  readonly tables: SimTables;
  readonly own: Own;
  readonly nowMs: () => number;
  readonly onPut: (tenant: TenantId, item: ViewItem) => void;
  readonly onPlace: (invocation: Invocation, place: Place) => void;
};

/** `mostMs`: nobody has to wait longer than for all who came before. */
export type Place = { readonly line: string; readonly atMs: number; readonly mostMs: number };

export const viewsPort = ({ door, tables, own, onPut }: Parts, invocation: Invocation): Views => {
  const at = (tenant: TenantId, call: string): Map<string, ViewItem> => {
    own(invocation, tenant, call);
    return viewsOf(tables, tenant);
  };
  return {
    get: (tenant, view, key) => {
      const rows = at(tenant, "views.get");
      return door.effect(invocation, "views.get", () => rows.get(`${view}/${key}`) ?? null);
    },
    put: (tenant, item) => {
      const rows = at(tenant, "views.put");
      return door.effect(invocation, "views.put", () => {
        const put = putRow(rows, item);
        if (put === "put") onPut(tenant, item);
        return put;
      });
    },
    range: (tenant, { view, index, from, to, limit }) => {
      const rows = at(tenant, "views.range");
      return door.effect(invocation, "views.range", () =>
        [...rows.values()]
          .filter((row) => row.view === view && isWithin(row[index], from, to))
          .toSorted((one, other) => byIndex(one, other, index))
          .slice(0, limit),
      );
    },
    clear: (tenant) => {
      const rows = at(tenant, "views.clear");
      return door.effect(invocation, "views.clear", () => rows.clear());
    },
  };
};

export const putRow = (rows: Map<string, ViewItem>, item: ViewItem): "put" | "stale" => {
  const name = `${item.view}/${item.key}`;
  const stored = rows.get(name);
  if (stored !== undefined && stored.source.stream !== item.source.stream)
    throw new Error(`Cannot fold "${item.source.stream}" into a row of another stream`);
  if (stored !== undefined && stored.source.version >= item.source.version) return "stale";
  rows.set(name, item);
  return "put";
};

const isWithin = (value: string | null, from: string, to: string): boolean =>
  value !== null && value >= from && value < to;

const byIndex = (one: ViewItem, other: ViewItem, index: "index1" | "index2"): number => {
  const left = `${one[index] ?? ""} ${one.key}`;
  const right = `${other[index] ?? ""} ${other.key}`;
  return left < right ? -1 : left > right ? 1 : 0;
};

export const cursorsPort = ({ door, tables, own }: Parts, invocation: Invocation): Cursors => ({
  position: (tenant, reader) => {
    own(invocation, tenant, "cursors.position");
    return door.effect(
      invocation,
      "cursors.position",
      () => tables.cursors.get(`${tenant} ${reader}`) ?? 0,
    );
  },
  advance: (tenant, reader, position) => {
    own(invocation, tenant, "cursors.advance");
    return door.effect(invocation, "cursors.advance", () => {
      const name = `${tenant} ${reader}`;
      tables.cursors.set(name, Math.max(position, tables.cursors.get(name) ?? 0));
    });
  },
  restart: (tenant, reader) => {
    own(invocation, tenant, "cursors.restart");
    return door.effect(invocation, "cursors.restart", () => {
      tables.cursors.set(`${tenant} ${reader}`, 0);
    });
  },
});

/** The end of a lease is reckoned by the clock of whoever asks; the token, by nobody's. */
export const leasesPort = ({ door, tables, own }: Parts, invocation: Invocation): Leases => ({
  acquire: ({ tenant, key, now, ttlMs }) => {
    own(invocation, tenant, "leases.acquire");
    return door.effect(invocation, "leases.acquire", () => {
      const name = `${tenant} ${key}`;
      const held = tables.leases.get(name);
      if (held !== undefined && held.untilMs > epochMs(now))
        return { kind: "held", until: fromEpochMs(held.untilMs) } as const;
      const token = (held?.token ?? 0) + 1;
      tables.leases.set(name, { token, untilMs: epochMs(now) + ttlMs });
      return { kind: "granted", token } as const;
    });
  },
  release: (tenant, key, token) => {
    own(invocation, tenant, "leases.release");
    return door.effect(invocation, "leases.release", () => {
      const held = tables.leases.get(`${tenant} ${key}`);
      if (held?.token === token) held.untilMs = 0;
    });
  },
});

export const pacingPort = (
  { door, tables, own, onPlace }: Parts,
  invocation: Invocation,
): Pacing => ({
  takeSlot: ({ tenant, line, pace, ...wish }) => {
    own(invocation, tenant, "pacing.takeSlot");
    return door.effect(invocation, "pacing.takeSlot", () => {
      const name = `${tenant} ${line}`;
      const slot = nextSlot(tables.backlogs.get(name) ?? noBacklog, pace, wish);
      tables.backlogs.set(name, slot.backlog);
      const askedMs = epochMs(wish.now);
      const mostMs = Math.max(tables.linesMs.get(name) ?? 0, askedMs);
      tables.linesMs.set(name, mostMs + (wish.segments * 1_000) / pace.segmentsPerSecond);
      onPlace(invocation, { line, atMs: epochMs(slot.at), mostMs });
      return slot.at;
    });
  },
});
