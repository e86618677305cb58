import { expect } from "vitest";
import { at } from "#core/kernel/time";
import { type Breaker, closedBreaker } from "#core/policy/breaker";
import type { Breakers } from "#core/ports/breakers";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const nine = at("2026-03-02T09:00:00.000Z");
const open: Breaker = { status: "open", since: nine, until: at("2026-03-02T09:01:00.000Z") };
const halfOpen: Breaker = {
  status: "half_open",
  since: nine,
  successes: 1,
  probe: { by: "text-1:3", until: at("2026-03-02T09:02:00.000Z") },
};

export const breakersContract = contractOf<Breakers>("Breakers", [
  [
    "begins closed, at version 0",
    async (breakers) => {
      const stored = await breakers.read(tenantA, "carrier");
      expect(stored).toEqual({ breaker: closedBreaker, version: 0 });
    },
  ],
  [
    "gives back what was written last, with the next version",
    async (breakers) => {
      expect(await breakers.replace(tenantA, "carrier", { breaker: open, version: 0 })).toBe(
        "replaced",
      );
      expect(await breakers.read(tenantA, "carrier")).toEqual({ breaker: open, version: 1 });
      await breakers.replace(tenantA, "carrier", { breaker: halfOpen, version: 1 });
      expect(await breakers.read(tenantA, "carrier")).toEqual({ breaker: halfOpen, version: 2 });
    },
  ],
  [
    "changes nothing for who has read something older",
    async (breakers) => {
      await breakers.replace(tenantA, "carrier", { breaker: open, version: 0 });
      const late = await breakers.replace(tenantA, "carrier", { breaker: halfOpen, version: 0 });
      expect(late).toBe("moved");
      expect((await breakers.read(tenantA, "carrier")).breaker).toEqual(open);
    },
  ],
  [
    "lets one of ten through who have read the same",
    async (breakers) => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () =>
          breakers.replace(tenantA, "carrier", { breaker: open, version: 0 }),
        ),
      );
      expect(answers.filter((answer) => answer === "replaced")).toHaveLength(1);
      expect((await breakers.read(tenantA, "carrier")).version).toBe(1);
    },
  ],
  [
    "keeps tenants and providers apart",
    async (breakers) => {
      await breakers.replace(tenantA, "carrier", { breaker: open, version: 0 });
      expect((await breakers.read(tenantB, "carrier")).breaker).toEqual(closedBreaker);
      expect((await breakers.read(tenantA, "booking:square")).breaker).toEqual(closedBreaker);
    },
  ],
  [
    "lists those of a business that are not closed, and no others",
    async (breakers) => {
      expect(await breakers.notClosed(tenantA)).toEqual([]);
      await breakers.replace(tenantA, "carrier", { breaker: open, version: 0 });
      await breakers.replace(tenantA, "payments", {
        breaker: { status: "closed", failures: 2 },
        version: 0,
      });
      await breakers.replace(tenantB, "mail", { breaker: halfOpen, version: 0 });
      expect(await breakers.notClosed(tenantA)).toEqual([{ provider: "carrier", breaker: open }]);
    },
  ],
]);
