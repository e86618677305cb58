import { rmSync } from "node:fs";
import { afterEach, expect, it, vi } from "vitest";
import { sandboxConfiguration } from "#local/sandbox-configuration";
import { startRuntime } from "#local/runtime";
import { newFolder } from "#test/support/house";

const everySixHours = 6 * 3_600_000;

afterEach(() => vi.restoreAllMocks());

it("The embedded runtime checks what has come to the log, every six hours", async () => {
  const clocks = vi.spyOn(globalThis, "setInterval");
  const folder = newFolder();
  const configuration = sandboxConfiguration(folder);
  const runtime = await startRuntime({
    configuration,
    writeLog: () => undefined,
    wallNow: Date.now,
  });
  const { deps } = runtime.house.composed;
  expect(deps.metricsText()).not.toContain("aro_chain_faults_total");

  const [ring] = clocks.mock.calls.find(([, ms]) => ms === everySixHours) ?? [];
  ring?.();
  await vi.waitFor(
    () => expect(deps.metricsText()).toContain("aro_chain_faults_total 0\n"),
    20_000,
  );
  await runtime.stop();
  rmSync(folder, { recursive: true, force: true });
});
