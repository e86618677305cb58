import { afterEach, beforeEach, expect, it } from "vitest";
import { acquireLock } from "#adapters/local/lock";
import { type Child, startChild } from "#test/support/child-process";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
let holder: Child;

beforeEach(async () => {
  directory = temporaryDirectory();
  holder = startChild("locking-process", directory.file("aro.lock"));
  expect(await holder.firstLine()).toBe("held");
});
afterEach(async () => {
  await holder.kill();
  directory.remove();
});

it("refuses a second process on the same data", async () => {
  const second = startChild("locking-process", directory.file("aro.lock"));
  const answer = await second.firstLine();
  await second.kill();
  expect(answer).toBe("data_in_use");
  expect(() => acquireLock(directory.file("aro.lock"))).toThrow("another ARO process is using it");
});

it("lets the next process in as soon as the first was killed", async () => {
  await holder.kill();
  acquireLock(directory.file("aro.lock")).release();
});
