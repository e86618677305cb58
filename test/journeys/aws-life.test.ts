import { expect, it } from "vitest";
import { measureLife } from "#test/load/aws-life";

/** `npm run bench:aws` measures it at length; here that it can still be measured, and is of the size that is told. */
it("an appointment's whole life on AWS is counted, from its booking to its review", async () => {
  const said: string[] = [];
  const { texts, usd, usdByKind } = await measureLife({
    appointments: 2,
    say: (line) => said.push(line),
  });

  expect(texts).toHaveLength(6);
  expect(said).toEqual(["one appointment to warm up", "2 that count"]);
  // docs/operating/aws-costs.md: 370 to 390 for a million. What its machine took for them is not judged here.
  const counted = 1e6 * (usd - usdByKind.lambdaGbSecond);
  expect(counted).toBeGreaterThan(250);
  expect(counted).toBeLessThan(400);
});
