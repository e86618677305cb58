import { describe, expect, it } from "vitest";
import { paymentsLiars } from "#test/contract/liars/payments";
import { paymentsContract } from "#test/contract/payments";
import { paymentsStage } from "#test/support/payments-stage";

paymentsContract("Stripe's adapter over the sandbox of Stripe", paymentsStage);

describe("The contract of Payments objects", () => {
  const { promises, trials } = paymentsLiars;

  it.each(trials)("to one that $lie: $promise", async ({ keep }) => {
    await expect(keep()).rejects.toThrow();
  });

  it("by each of its clauses, so that none of them is an empty promise", () => {
    const tried = new Set(trials.map(({ promise }) => promise));
    expect(promises.filter((promise) => !tried.has(promise))).toEqual([]);
  });
});
