import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chanceFrom } from "#test/killed/chance";
import { cutsOf, type Frozen, freezeAtWork, inspectCut, layCut } from "#test/killed/cuts";
import { startHouse } from "#test/killed/house";
import type { Inspected } from "#test/killed/inspect";
import { temporaryDirectory } from "#test/support/temporary-directory";

const seed = Number(process.env["ARO_TEST_SEED"] ?? 1);
const cuts = Number(process.env["ARO_TEST_CUTS"] ?? 60);

let frozen: Frozen;
let whole: Inspected;
beforeAll(async () => {
  frozen = await freezeAtWork(seed);
  whole = await inspectCut(frozen, frozen.log.length, Buffer.alloc(0));
});
afterAll(() => frozen.remove());

describe("a write-ahead log that a power cut has cut short", () => {
  it("holds, as it lay on the disk, every commit that was acknowledged", () => {
    expect(frozen.marks.length).toBeGreaterThan(20);
    expect(frozen.marks.filter(({ command }) => !whole.commands.has(command))).toEqual([]);
  });

  it(`is read up to the last whole commit, wherever it ends (${cuts} cuts, seed ${seed})`, async () => {
    const chance = chanceFrom(seed);
    let [lostSome, soughtSome, opened] = [0, 0, 0];
    for (const cut of cutsOf(frozen, chance, cuts)) {
      const torn = Buffer.alloc(chance.pick([0, 512]), chance.below(256));
      const left = await inspectCut(frozen, cut, torn);
      // What was acknowledged before the log had grown to here is on the disk.
      const sought = frozen.marks.filter(({ logBytes }) => logBytes <= cut);
      const lost = sought.filter(({ command }) => !left.commands.has(command));

      expect({ cut, fault: left.fault, sealed: left.sealed, lost }).toEqual({
        cut,
        fault: null,
        sealed: null,
        lost: [],
      });
      expect(whole.hashes.slice(0, left.hashes.length)).toEqual(left.hashes);
      if (left.hashes.length < whole.hashes.length) lostSome += 1;
      if (sought.length > 0) soughtSome += 1;
      opened += left.opened;
    }
    expect(lostSome).toBeGreaterThan(cuts / 4);
    expect(soughtSome).toBeGreaterThan(cuts / 4);
    expect(opened).toBeGreaterThan(0);
  });

  it("is no obstacle to a start: the server goes on from there", async () => {
    const here = temporaryDirectory();
    const half = frozen.log.subarray(0, Math.floor(frozen.log.length * 0.7) + 11);
    layCut(frozen, here.path, half);
    const house = await startHouse({ folder: here.path });
    const ready = await fetch(`${house.baseUrl}/ready`);
    await house.kill();
    here.remove();

    expect(ready.status).toBe(200);
  });
});
