import { expect } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import type { Pacing } from "#core/ports/pacing";
import { contractOf } from "#test/contract/contract";
import { tenantA, tenantB } from "#test/support/sample-commits";

const nine = at("2026-03-02T09:00:00.000Z");
const wish = {
  tenant: tenantA,
  line: "texts",
  lane: "reminder",
  pace: { segmentsPerSecond: 1, burst: 1 },
  segments: 1,
  now: nine,
} as const;

export const pacingContract = contractOf<Pacing>("Pacing", [
  [
    "lets the first go at once",
    async (pacing) => {
      expect(await pacing.takeSlot(wish)).toBe(nine);
    },
  ],
  [
    "gives no two callers the same place, also when they ask at once",
    async (pacing) => {
      const slots = await Promise.all(Array.from({ length: 10 }, () => pacing.takeSlot(wish)));
      const turns = Array.from({ length: 10 }, (_, second) => plusMs(nine, second * 1_000));
      expect(slots.toSorted()).toEqual(turns);
    },
  ],
  [
    "counts segments",
    async (pacing) => {
      await pacing.takeSlot({ ...wish, segments: 3 });
      expect(await pacing.takeSlot(wish)).toBe(plusMs(nine, 3_000));
    },
  ],
  [
    "forgets a line that has gone by",
    async (pacing) => {
      await pacing.takeSlot(wish);
      const later = plusMs(nine, 60_000);
      expect(await pacing.takeSlot({ ...wish, now: later })).toBe(later);
    },
  ],
  [
    "has a line for each tenant",
    async (pacing) => {
      for (let text = 0; text < 5; text += 1) await pacing.takeSlot(wish);
      expect(await pacing.takeSlot({ ...wish, tenant: tenantB })).toBe(nine);
    },
  ],
  [
    "has a line before each provider",
    async (pacing) => {
      for (let text = 0; text < 5; text += 1) await pacing.takeSlot(wish);
      expect(await pacing.takeSlot({ ...wish, line: "payments" })).toBe(nine);
    },
  ],
  [
    "lets nobody wait for a later lane",
    async (pacing) => {
      for (let text = 0; text < 5; text += 1) await pacing.takeSlot({ ...wish, lane: "review" });
      expect(await pacing.takeSlot(wish)).toBe(nine);
      expect(await pacing.takeSlot(wish)).toBe(plusMs(nine, 1_000));
      expect(await pacing.takeSlot({ ...wish, lane: "reply" })).toBe(nine);
    },
  ],
  [
    "lets a later lane wait for those before it",
    async (pacing) => {
      await pacing.takeSlot({ ...wish, lane: "reply" });
      await pacing.takeSlot(wish);
      expect(await pacing.takeSlot({ ...wish, lane: "review" })).toBe(plusMs(nine, 2_000));
    },
  ],
]);
