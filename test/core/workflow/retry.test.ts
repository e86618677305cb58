import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { RetryPolicy } from "#core/workflow/definition";
import { backoffMs, defaultRetry } from "#core/workflow/retry";

const policies = fc
  .record({
    attempts: fc.integer({ min: 1, max: 20 }),
    firstMs: fc.integer({ min: 1, max: 3_600_000 }),
    maxMs: fc.integer({ min: 1, max: 86_400_000 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
  })
  .map((policy): RetryPolicy => policy);

it("waits no longer than the bound of its attempt, and never longer than the greatest", () => {
  fc.assert(
    fc.property(policies, fc.string(), fc.nat(30), (policy, seed, nth) => {
      const attempt = nth + 1;
      const wait = backoffMs(policy, attempt, seed);
      if (attempt >= policy.attempts) {
        expect(wait).toBeNull();
        return;
      }
      const bound = Math.min(policy.maxMs, policy.firstMs * policy.factor ** nth);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThan(bound);
      expect(Number.isInteger(wait)).toBe(true);
      expect(backoffMs(policy, attempt, seed)).toBe(wait);
    }),
  );
});

it("gives up after the last attempt", () => {
  expect(backoffMs({ ...defaultRetry, attempts: 1 }, 1, "a")).toBeNull();
  expect(backoffMs({ ...defaultRetry, attempts: 2 }, 1, "a")).not.toBeNull();
});

it("spreads what failed together evenly between nothing and the bound", () => {
  const policy = { attempts: 3, firstMs: 1_000, maxMs: 60_000, factor: 2 };
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let seed = 0; seed < 5_000; seed += 1) {
    const tenth = Math.floor((backoffMs(policy, 1, `execution-${seed}`) ?? 0) / 100);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(100);
});

it("waits differently at each attempt of one execution", () => {
  const policy = { attempts: 9, firstMs: 1_000, maxMs: 1_000, factor: 1 };
  const waits = [1, 2, 3, 4, 5].map((attempt) => backoffMs(policy, attempt, "execution"));
  expect(new Set(waits).size).toBe(5);
});
