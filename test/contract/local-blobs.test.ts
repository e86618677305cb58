import { appendFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createBlobs } from "#adapters/local/blobs";
import { tenantA } from "#test/support/sample-commits";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const one = new TextEncoder().encode("one");
const file = () => join(directory.path, "blobs", tenantA, "evidence", "run-1.zip~");
const blobs = () => createBlobs(directory.file("blobs"));

it("keeps files and folders that only their user may read", async () => {
  await blobs().put(tenantA, "evidence/run-1.zip", one);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  expect(statSync(join(file(), "..")).mode & 0o777).toBe(0o700);
});

it("leaves nothing unfinished beside them", async () => {
  await Promise.all([1, 2, 3].map(() => blobs().put(tenantA, "evidence/run-1.zip", one)));
  expect(readdirSync(join(file(), ".."))).toEqual(["run-1.zip~"]);
});

it("does not list what a crash has left unfinished", async () => {
  await blobs().put(tenantA, "evidence/run-1.zip", one);
  writeFileSync(join(file(), "..", ".left-over"), "half");
  expect(await blobs().list(tenantA, "")).toEqual(["evidence/run-1.zip"]);
});

it("does not give out what was damaged", async () => {
  await blobs().put(tenantA, "evidence/run-1.zip", one);
  appendFileSync(file(), "!");
  await expect(blobs().get(tenantA, "evidence/run-1.zip")).rejects.toThrow("damaged");
});
