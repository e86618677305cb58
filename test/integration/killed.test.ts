import { describe, expect, it } from "vitest";
import { runKilled } from "#test/killed/run";

/** The short form of `npx node test/killed/main.ts`: a few kills of a small clinic. */
const kills = Number(process.env["ARO_TEST_KILLS"] ?? 10);
const seed = Number(process.env["ARO_TEST_SEED"] ?? 7);

describe("a server that is killed while customers and the carrier talk to it", () => {
  it(
    `loses nothing that it acknowledged, and sends nothing twice (${kills} kills, seed ${seed})`,
    async () => {
      const { findings, vacuous, violations, evidence } = await runKilled({
        kills,
        seed,
        customers: 8,
      });

      expect({ findings, vacuous }).toEqual({ findings: [], vacuous: [] });
      expect(Object.values(violations)).toEqual(Object.values(violations).map(() => 0));
      expect(evidence.commandsSought).toBeGreaterThan(evidence.acknowledged);
    },
    60_000 + kills * 10_000,
  );

  it("is red where nothing was tried", async () => {
    const { green, vacuous } = await runKilled({ kills: 0, seed });

    expect(green).toBe(false);
    expect(vacuous).toContain("no kill was asked for");
    expect(vacuous).toContain("nothing was checked: textsTimed");
  });
});
