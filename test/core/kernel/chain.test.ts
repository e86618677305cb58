import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chained, firstFault, genesis } from "#core/kernel/chain";
import { as, type CommandId, type Hex } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at, plusMs } from "#core/kernel/time";
import { newCommit } from "#test/support/sample-commits";

/** A stream as it stands in the store: JSON, read back. */
const stream = (length: number): readonly Commit[] => {
  const commits: Commit[] = [];
  for (let version = 1; version <= length; version += 1)
    commits.push(
      chained(
        newCommit({
          version,
          at: plusMs(at("2026-03-02T09:00:00Z"), version),
          events: [{ type: "door.opened" }, { type: `guest.arrived-${version}` }],
          prev: commits.at(-1)?.hash ?? genesis,
        }),
      ),
    );
  return JSON.parse(JSON.stringify(commits)) as readonly Commit[];
};

const longest = stream(8);
const place = fc.nat(longest.length - 1);

const altered = (index: number, other: Partial<Commit>): readonly Commit[] =>
  longest.map((commit, at) => (at === index ? { ...commit, ...other } : commit));

/** Where the stored text differs by one character, and what it is instead; `null` where it is no JSON any more. */
const flipped = (text: string, position: number, bit: number): Commit | null => {
  const code = text.charCodeAt(position) ^ (1 << bit);
  const other = text.slice(0, position) + String.fromCharCode(code) + text.slice(position + 1);
  try {
    return JSON.parse(other) as Commit;
  } catch {
    return null;
  }
};

describe("the chain of a stream", () => {
  it("holds as it was written, also when it is empty", () => {
    expect(firstFault(longest)).toBeNull();
    expect(firstFault([])).toBeNull();
  });

  it("shows a flipped bit anywhere in a commit, at that commit", () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.nat(6), (index, anywhere, bit) => {
        const text = JSON.stringify(longest[index]);
        const other = flipped(text, anywhere % text.length, bit);
        // What is no JSON, or the same JSON written otherwise, is not the chain's business.
        fc.pre(other !== null && JSON.stringify(other) !== text);
        const commits = longest.map((commit, at) => (at === index ? other : commit));
        expect(firstFault(commits)?.version).toBe(index + 1);
      }),
      { numRuns: 150 },
    );
  });

  it("shows a deleted commit at its place, but not a cut tail: nothing inside knows of it", () => {
    fc.assert(
      fc.property(place, (index) => {
        const fault = firstFault(longest.toSpliced(index, 1));
        const isTail = index === longest.length - 1;
        expect(fault).toEqual(isTail ? null : { version: index + 1, why: "version_gap" });
      }),
    );
  });

  it("shows an inserted commit at its place, however well it is made", () => {
    fc.assert(
      fc.property(place, (index) => {
        const before = longest[index - 1]?.hash ?? genesis;
        const forged = chained(
          newCommit({
            version: index + 1,
            prev: before,
            command: "forged",
            events: [{ type: "x" }],
          }),
        );
        const rest = longest.slice(index).map((one) => ({ ...one, version: one.version + 1 }));
        const fault = firstFault([...longest.slice(0, index), forged, ...rest]);
        expect(fault).toEqual({ version: index + 2, why: "prev_differs" });
      }),
    );
  });

  it("shows two that changed places at the first of them", () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one !== other);
        const swapped = [...longest];
        swapped[one] = longest[other] as Commit;
        swapped[other] = longest[one] as Commit;
        expect(firstFault(swapped)?.version).toBe(Math.min(one, other) + 1);
        const renumbered = swapped.map((commit, index) => ({ ...commit, version: index + 1 }));
        expect(firstFault(renumbered)?.version).toBe(Math.min(one, other) + 1);
      }),
    );
  });

  it.each([
    ["prev_differs", { prev: "1".repeat(64) as Hex }],
    ["no_events", { events: [] }],
    ["hash_differs", { at: at("2020-01-01T00:00:00Z") }],
    ["hash_differs", { hash: "1".repeat(64) as Hex }],
    ["version_gap", { version: 9 }],
    ["hash_differs", { commandId: as<CommandId>("\ud800") }],
    ["no_events", { events: undefined as never }],
  ] as const)("says %s where that is what is wrong", (why, other: Partial<Commit>) => {
    expect(firstFault(altered(2, other))).toEqual({ version: 3, why });
  });

  it("hashes every field, and the same commit always the same", () => {
    const commit = newCommit();
    expect(chained(commit)).toEqual(chained(structuredClone(commit)));
    const others = [
      { tenant: as("other") },
      { stream: as("house/2") },
      { version: 2 },
      { command: "other" },
      { payloadHash: genesis },
      { at: at("2020-01-01T00:00:00Z") },
      { prev: "1".repeat(64) as Hex },
    ].map((other) => chained(newCommit(other as object)).hash);
    expect(new Set([chained(commit).hash, ...others]).size).toBe(others.length + 1);
  });
});
