import { expect, it } from "vitest";
import { allDone } from "#adapters/all-done";

it("answers with all, in their order", async () => {
  expect(await allDone([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

it("fails with the first that failed, and only when all have ended", async () => {
  let end: (value: string) => void = () => undefined;
  const slow = new Promise<string>((resolve) => {
    end = resolve;
  });
  let hasFailed = false;
  const all = allDone([slow, Promise.reject(new Error("no key"))]);
  const failed = all.catch((error: unknown) => {
    hasFailed = true;
    return error;
  });
  await new Promise(setImmediate);
  expect(hasFailed).toBe(false);
  end("slow");
  expect(await failed).toEqual(new Error("no key"));
});
