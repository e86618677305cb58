import { expect } from "vitest";
import { as } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import type { Timer, WatchedTimers } from "#core/ports/timers";
import { contractOf } from "#test/contract/contract";
import { house, tenantA, tenantB } from "#test/support/sample-commits";

const nine = at("2026-03-02T09:00:00Z");
const ten = at("2026-03-02T10:00:00Z");
const eleven = at("2026-03-02T11:00:00Z");

const timer = (wish: Partial<Timer> = {}): Timer => ({
  tenant: tenantA,
  stream: house,
  at: ten,
  version: 1,
  ...wish,
});

export const timersContract = contractOf<WatchedTimers>("Timers", [
  [
    "rings at its time, not before",
    async (timers) => {
      await timers.plan(timer());
      expect(await timers.due(nine, 10)).toEqual([]);
      expect(await timers.due(ten, 10)).toEqual([timer()]);
    },
  ],
  [
    "comes again until it is finished",
    async (timers) => {
      await timers.plan(timer());
      await timers.due(ten, 10);
      expect(await timers.due(eleven, 10)).toEqual([timer()]);
      await timers.finish(timer());
      expect(await timers.due(eleven, 10)).toEqual([]);
    },
  ],
  [
    "rings the earliest first and no more than asked for",
    async (timers) => {
      const [late, soon, never] = ["house/1", "house/2", "house/3"].map((name) => as(name));
      await timers.plan(timer({ stream: late as Timer["stream"], at: eleven }));
      await timers.plan(timer({ stream: soon as Timer["stream"], at: nine }));
      await timers.plan(
        timer({ stream: never as Timer["stream"], at: at("2027-01-01T00:00:00Z") }),
      );
      expect((await timers.due(eleven, 10)).map(({ stream }) => stream)).toEqual([soon, late]);
      expect((await timers.due(eleven, 1)).map(({ stream }) => stream)).toEqual([soon]);
    },
  ],
  [
    "has one timer per stream: a newer plan replaces it",
    async (timers) => {
      await timers.plan(timer());
      await timers.plan(timer({ at: eleven, version: 2 }));
      expect(await timers.due(ten, 10)).toEqual([]);
      expect(await timers.due(eleven, 10)).toEqual([timer({ at: eleven, version: 2 })]);
    },
  ],
  [
    "keeps the plan of the newer version when an older one comes late",
    async (timers) => {
      await timers.plan(timer({ at: eleven, version: 2 }));
      await timers.plan(timer({ at: nine, version: 1 }));
      expect(await timers.due(ten, 10)).toEqual([]);
    },
  ],
  [
    "is removed by a plan without a time",
    async (timers) => {
      await timers.plan(timer());
      await timers.plan({ ...timer({ version: 2 }), at: null });
      expect(await timers.due(eleven, 10)).toEqual([]);
      expect(await timers.next()).toBeNull();
    },
  ],
  [
    "stays removed when an older plan comes late",
    async (timers) => {
      await timers.plan({ ...timer({ version: 2 }), at: null });
      await timers.plan(timer({ version: 1 }));
      expect(await timers.due(eleven, 10)).toEqual([]);
    },
  ],
  [
    "stays finished when an older plan comes late",
    async (timers) => {
      await timers.plan(timer({ version: 2 }));
      await timers.finish(timer({ version: 2 }));
      await timers.plan(timer({ version: 1 }));
      expect(await timers.due(eleven, 10)).toEqual([]);
    },
  ],
  [
    "is not taken away by finishing what has been planned anew",
    async (timers) => {
      const [rung] = [timer({ at: nine })];
      await timers.plan(rung);
      await timers.plan(timer({ version: 2 }));
      await timers.finish(rung);
      expect(await timers.due(ten, 10)).toEqual([timer({ version: 2 })]);
    },
  ],
  [
    "tells the earliest time of all, due or not",
    async (timers) => {
      expect(await timers.next()).toBeNull();
      await timers.plan(timer({ at: eleven }));
      await timers.plan(timer({ tenant: tenantB, at: ten }));
      expect(await timers.next()).toBe(ten);
    },
  ],
  [
    "keeps tenants apart, also in streams of the same name",
    async (timers) => {
      await timers.plan(timer());
      await timers.plan(timer({ tenant: tenantB, version: 5 }));
      await timers.finish(timer({ tenant: tenantB, version: 5 }));
      expect(await timers.due(ten, 10)).toEqual([timer()]);
    },
  ],
]);
