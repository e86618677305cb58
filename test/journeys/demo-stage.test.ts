import { readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { at } from "#core/kernel/time";
import { openStage } from "#local/demo-stage";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
  vi.stubEnv("TMPDIR", directory.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  directory.remove();
});

const start = at("2026-03-02T15:00:00Z");
const atExit = (): number => process.listenerCount("exit");
const folders = (): readonly string[] => readdirSync(directory.path);

describe("stages of the demo", () => {
  it("wait for the end of the process together, however many there are, and let go of it", async () => {
    const before = atExit();
    const stages = await Promise.all([1, 2, 3].map(() => openStage(start)));
    expect(atExit()).toBe(before + 1);
    await stages[0]?.close();
    expect(atExit()).toBe(before + 1);
    await Promise.all(stages.slice(1).map((stage) => stage.close()));
    expect(atExit()).toBe(before);
  });

  it("leave nothing behind where one cannot be closed in order", async () => {
    const before = atExit();
    const stage = await openStage(start);
    Object.assign(stage.house.drive, { stop: () => Promise.reject(new Error("no")) });
    await expect(stage.close()).rejects.toThrow("no");
    expect([atExit(), folders()]).toEqual([before, []]);
  });

  it("leave nothing behind where one cannot be opened", async () => {
    const before = atExit();
    await expect(openStage("no time at all" as typeof start)).rejects.toThrow();
    expect([atExit(), folders()]).toEqual([before, []]);
  });
});
