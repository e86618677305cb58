import { expect } from "vitest";
import { at } from "#core/kernel/time";
import type { Lease, Leases } from "#core/ports/leases";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const nine = at("2026-03-02T09:00:00.000Z");
const aMinuteLater = at("2026-03-02T09:01:00.000Z");
const wish = { tenant: tenantA, key: "execution-1", now: nine, ttlMs: 60_000 };

const tokenOf = (lease: Lease): number => {
  if (lease.kind !== "granted") throw new Error(`Expected a granted lease, got ${lease.kind}`);
  return lease.token;
};

export const leasesContract = contractOf<Leases>("Leases", [
  [
    "grants what nobody holds",
    async (leases) => {
      expect((await leases.acquire(wish)).kind).toBe("granted");
    },
  ],
  [
    "names the end of what somebody holds",
    async (leases) => {
      await leases.acquire(wish);
      expect(await leases.acquire(wish)).toEqual({ kind: "held", until: aMinuteLater });
    },
  ],
  [
    "grants to one of ten who ask at once",
    async (leases) => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => leases.acquire(wish)));
      expect(answers.filter(({ kind }) => kind === "granted")).toHaveLength(1);
    },
  ],
  [
    "grants again, with a larger token, when the time is over",
    async (leases) => {
      const first = tokenOf(await leases.acquire(wish));
      const second = tokenOf(await leases.acquire({ ...wish, now: aMinuteLater }));
      expect(second).toBeGreaterThan(first);
    },
  ],
  [
    "grants again, with a larger token, when it was given back",
    async (leases) => {
      const first = tokenOf(await leases.acquire(wish));
      await leases.release(tenantA, wish.key, first);
      const second = tokenOf(await leases.acquire(wish));
      expect(second).toBeGreaterThan(first);
    },
  ],
  [
    "is not given back by a holder whose time was over",
    async (leases) => {
      const frozen = tokenOf(await leases.acquire(wish));
      await leases.acquire({ ...wish, now: aMinuteLater });
      await leases.release(tenantA, wish.key, frozen);
      expect((await leases.acquire({ ...wish, now: aMinuteLater })).kind).toBe("held");
    },
  ],
  [
    "keeps keys and tenants apart",
    async (leases) => {
      await leases.acquire(wish);
      expect((await leases.acquire({ ...wish, key: "execution-2" })).kind).toBe("granted");
      expect((await leases.acquire({ ...wish, tenant: tenantB })).kind).toBe("granted");
    },
  ],
]);
