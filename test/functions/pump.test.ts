import { afterEach, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { createRound } from "#local/pump";
import { type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
afterEach(() => house.close());

const now = at("2026-03-02T15:00:00Z");

it("lets each of the sandbox's providers tell us no more at once than a request may wait for", async () => {
  house = await testHouse(now);
  const { deps, tenants } = house.composed;
  const told: string[] = [];
  const owing = (name: string) => ({
    next: () => now,
    runDue: async (_: unknown, atMost: number) => {
      told.push(`${name} ${atMost}`);
      return atMost;
    },
  });
  const round = createRound({
    app: deps,
    tenants: tenants.all,
    slice: () => 3,
    react: { name: "fresh-reader", take: async () => undefined },
    project: { name: "another-reader", take: async () => undefined },
    putBack: async () => undefined,
    onTimer: async () => undefined,
    onExecution: async () => undefined,
    classifications: { fill: async () => 0 },
    outside: [owing("carrier"), owing("payments")],
  });
  let done = await round();
  while (told.length === 0) done = await round(); // The feed goes first.
  expect({ told, done }).toEqual({ told: ["carrier 3", "payments 3"], done: 6 });
});
