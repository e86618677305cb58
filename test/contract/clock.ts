import { expect } from "vitest";
import { instantFrom } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import { contractOf } from "#test/contract/contract";

export const clockContract = contractOf<Clock>("Clock", [
  [
    "spells the moment in the one way that can be compared",
    async (clock) => {
      expect(clock.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(instantFrom(clock.now())).not.toBeNull();
    },
  ],
  [
    "does not go back from one reading to the next",
    async (clock) => {
      const readings = Array.from({ length: 100 }, () => clock.now());
      expect(readings).toEqual(readings.toSorted());
    },
  ],
]);
