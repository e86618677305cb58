import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { chanceFrom } from "#test/killed/chance";
import { dataFile, fateOf, pagesOf } from "#test/killed/damage";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const seed = Number(process.env["ARO_TEST_SEED"] ?? 1);
const flips = Number(process.env["ARO_TEST_FLIPS"] ?? 150);

/** A clinic's data after a few days, closed in good order. */
let house: TestHouse;
let file: string;
beforeAll(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  for (let n = 10; n < 22; n += 1) {
    const inviteeUri = `https://api.calendly.com/scheduled_events/E${n}/invitees/I${n}`;
    const start = at("2026-03-07T15:00:00Z");
    await house.post(inviteeCreated(booking({ start, phone: `+140455512${n}`, inviteeUri })));
  }
  await house.turnTo("2026-03-06T15:00:00Z");
  await house.leave();
  file = dataFile(house.folder);
});
afterAll(() => rmSync(house.folder, { recursive: true, force: true }));

describe("a damaged database", () => {
  it("is refused, whichever page is full of nonsense", async () => {
    const chance = chanceFrom(seed);
    const { bytes, count } = pagesOf(file);
    expect(count).toBeGreaterThan(50);
    for (let page = 0; page < count; page += 1) {
      const nonsense = Buffer.from(Array.from({ length: bytes }, () => chance.below(256)));
      const { kind } = await fateOf(file, (data) => nonsense.copy(data, page * bytes));
      expect({ page, kind }).toEqual({ page, kind: "refused" });
    }
  });

  it(`shows wherever one bit of the log or of an index has flipped (${flips} flips, seed ${seed})`, async () => {
    const chance = chanceFrom(seed);
    const { bytes, count } = pagesOf(file);
    const unseen = new Set<string>();
    let seen = 0;
    for (let flip = 0; flip < flips; flip += 1) {
      const [place, bit] = [chance.below(bytes * count), chance.below(8)];
      const { kind, where } = await fateOf(file, (data) =>
        data.writeUInt8(data.readUInt8(place) ^ (1 << bit), place),
      );
      if (kind === "refused" || kind === "told") seen += 1;
      if (kind === "unseen") for (const name of where) unseen.add(name);
    }
    expect(seen).toBeGreaterThan(flips / 4);
    expect([...unseen].filter((name) => !unguarded.includes(name))).toEqual([]);
  });
});

/** What no chain covers: it can be folded or planned anew, or is set up anew. */
const unguarded = [
  "views",
  "timers",
  "packs",
  "tenants",
  "cursors",
  "messages",
  "keys",
  "endpoints",
];
