import { beforeEach, describe, expect, it } from "vitest";
import { project } from "#core/app/project";
import {
  firstPlace,
  rebuildBeside,
  type RebuildDeps,
  type RebuildPlace,
} from "#core/app/rebuild-beside";
import { as, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit, Event } from "#core/kernel/message";
import { at, plusMs } from "#core/kernel/time";
import type { StandingRow } from "#core/ports/standing-rows";
import type { ViewItem } from "#core/ports/views";
import { remembering } from "#test/support/aws-door";

const tenant: TenantId = as("riverside");
const noon = at("2026-03-02T12:00:00Z");
const ann: StreamName = as("customer/ann");
const ben: StreamName = as("customer/ben");
/** The feed is minutes behind, and does not know it yet. */
const fresh: StreamName = as("customer/fresh");

type Rows = Map<string, ViewItem | "unreadable">;

/** A log, its rows, and a projector beside them: whatever is planned happens once, before the next call of that name. */
const stage = () => {
  const log = new Map<StreamName, Commit[]>();
  const rows: Rows = new Map();
  const planned = new Map<string, () => Promise<void>>();
  const telling = remembering();
  let now = noon;

  const happens = async (call: string): Promise<void> => {
    const what = planned.get(call);
    planned.delete(call);
    await what?.();
  };
  const commit = (stream: StreamName, ...types: readonly string[]): Commit => {
    const own = log.get(stream) ?? [];
    const events = types.map((type) => ({ type, name: null }) as Event);
    const next = { tenant, stream, version: own.length + 1, at: noon, events } as unknown as Commit;
    log.set(stream, [...own, next]);
    return next;
  };
  /** As everybody puts a row: if it is newer. */
  const views = {
    get: async (_: TenantId, view: string, key: string) => {
      const row = rows.get(`${view} ${key}`);
      return row === undefined || row === "unreadable" ? null : row;
    },
    put: async (_: TenantId, item: ViewItem) => {
      const before = await views.get(tenant, item.view, item.key);
      if (before !== null && before.source.version >= item.source.version) return "stale" as const;
      rows.set(`${item.view} ${item.key}`, item);
      return "put" as const;
    },
  };
  const standing = (name: string): StandingRow | null => {
    const row = rows.get(name);
    if (row === undefined) return null;
    const [view = "", key = ""] = name.split(" ");
    return { view, key, item: row === "unreadable" ? null : row, seen: row };
  };
  const ifSeen = (name: string, before: StandingRow | null, write: () => void) => {
    if (rows.get(name) !== before?.seen) return "moved" as const;
    write();
    return "replaced" as const;
  };
  const deps: RebuildDeps = {
    clock: { now: () => now },
    log: telling.log,
    begun: {
      after: async (_, position) => {
        const fed = [...log.keys()].filter((stream) => stream !== fresh);
        return { position: fed.length, streams: fed.slice(position) };
      },
    },
    sealed: async (_, stream) => {
      await happens(`sealed ${stream}`);
      if (stream.endsWith("/broken")) throw new Error("A version is missing");
      return log.get(stream) ?? [];
    },
    rows: {
      get: async (_, view, key) => standing(`${view} ${key}`),
      after: async (_, view) => ({
        rows: [...rows.keys()].flatMap((name) => {
          const row = standing(name);
          return row !== null && name.startsWith(`${view} `) ? [row] : [];
        }),
        next: null,
      }),
      put: async (_, item, before) => {
        const name = `${item.view} ${item.key}`;
        await happens(`put ${name}`);
        return ifSeen(name, before, () => void rows.set(name, item));
      },
      remove: async (_, row) => {
        const name = `${row.view} ${row.key}`;
        return ifSeen(name, row, () => void rows.delete(name));
      },
    },
  };
  /** To the end, waiting where it says so. `between`: what happens before the second pass. */
  const rebuilt = async (between: () => Promise<void> = async () => undefined) => {
    let place: RebuildPlace = firstPlace;
    for (;;) {
      const done = await rebuildBeside(deps, tenant, place);
      if (done.state !== "going_on") return done;
      if (done.next.pass === 2 && place.pass === 1) await between();
      now = done.next.notBefore ?? now;
      place = done.next;
    }
  };
  const commitsOf = (stream: StreamName) => log.get(stream) ?? [];
  return { rows, views, planned, telling, commit, commitsOf, rebuilt, now: () => now };
};

let house: ReturnType<typeof stage>;
beforeEach(() => {
  house = stage();
});

/** Commits that the projector has folded. */
const folded = async (stream: StreamName, ...types: readonly string[]): Promise<void> =>
  project(house, [house.commit(stream, ...types)]);

const rowOf = (name: string) => {
  const row = house.rows.get(`customers ${name}`);
  if (row === undefined || row === "unreadable") throw new Error(`There is no row of ${name}`);
  return row;
};

/** A row that says otherwise than its commits do, under the version that it has, or another. */
const damage = (name: string, version = rowOf(name).source.version): void => {
  const row = rowOf(name);
  const data = { ...(row.data as object), optedOut: true };
  house.rows.set(`customers ${name}`, { ...row, source: { ...row.source, version }, data });
};

describe("rows that are folded anew beside a projector", () => {
  beforeEach(async () => {
    await folded(ann, "customer.registered");
    await folded(ann, "customer.number_unreachable");
    await folded(ben, "customer.registered");
  });

  it("stay as they are where they are right, and one pass is enough", async () => {
    const before = new Map(house.rows);
    expect(await house.rebuilt()).toEqual({
      state: "done",
      counts: { streams: 2, rows: 2, mended: 0, removed: 0, failed: 0 },
    });
    expect(house.rows).toEqual(before);
  });

  it("are as they were: what was lost, wrong, too new or unreadable; what no commit makes is gone", async () => {
    const before = new Map(house.rows);
    const stray = { ...rowOf("ann"), key: "eve" };
    for (const breaks of [
      () => house.rows.delete("customers ann"),
      () => damage("ann"),
      () => damage("ann", 99),
      () => damage("ann", 1),
      () => house.rows.set("customers ann", "unreadable"),
      () => house.rows.set("customers eve", stray),
      () => house.rows.set("customers eve", "unreadable"),
      () =>
        house.rows.set("tasks eve", {
          ...stray,
          view: "tasks",
          source: { stream: as("task/eve"), version: 3 },
        }),
    ]) {
      breaks();
      expect(house.rows).not.toEqual(before);
      expect(await house.rebuilt()).toMatchObject({ state: "done" });
      expect(house.rows).toEqual(before);
    }
  });

  it("never go back: one that the projector has written meanwhile stays", async () => {
    damage("ann");
    house.planned.set("put customers ann", async () => {
      house.rows.delete("customers ann");
      for (const _ of [1, 2]) house.commit(ann, "customer.number_reachable");
      await project(house, house.commitsOf(ann));
    });
    await house.rebuilt();
    expect(rowOf("ann").source.version).toBe(4);
    expect(rowOf("ann").data).toMatchObject({ optedOut: false, unreachable: false });
  });

  it("are found by one more pass, where somebody has folded on from a wrong one", async () => {
    await folded(fresh, "customer.registered");
    damage("fresh");
    const wrong = rowOf("fresh");
    const begun: Commit[] = [];
    house.planned.set("put customers fresh", async () => {
      begun.push(house.commit(fresh, "customer.number_reachable"));
    });
    const ended = await house.rebuilt(async () => {
      expect(rowOf("fresh").data).toMatchObject({ optedOut: false });
      // The projector had looked at the row before it was mended, and writes only now.
      await project({ views: { ...house.views, get: async () => wrong } }, begun);
      expect(rowOf("fresh").data).toMatchObject({ optedOut: true });
    });
    expect(ended).toMatchObject({ state: "done", counts: { mended: 2 } });
    expect(rowOf("fresh")).toMatchObject({ source: { version: 2 }, data: { optedOut: false } });
  });

  it("wait for whoever folds, before the pass that is to find nothing", async () => {
    damage("ann");
    await house.rebuilt();
    expect(house.now()).toBe(plusMs(noon, 65_000));
    expect(house.telling.lines).toEqual([
      "info views.folded_anew tenant=riverside pass=1 mended=1 removed=0 failed=0",
      "info views.folded_anew tenant=riverside pass=2 mended=0 removed=0 failed=0",
    ]);
  });

  it("are not held up by a stream that cannot be read, which is told", async () => {
    house.commit(as("customer/broken"), "customer.registered");
    damage("ann");
    expect(await house.rebuilt()).toMatchObject({ state: "unsettled", counts: { mended: 1 } });
    expect(rowOf("ann").data).toMatchObject({ optedOut: false });
    expect(house.telling.lines).toContain(
      "error views.not_folded tenant=riverside stream=customer/broken why=Error",
    );
  });
});
