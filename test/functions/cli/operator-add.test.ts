import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  vi.stubGlobal("fetch", (address: string, init?: RequestInit) =>
    house.handle(new Request(address, init)),
  );
  const { deps, tokens } = house.composed;
  await tokens.put("token-of-a-test", deps.localTenant);
});
afterEach(() => {
  vi.unstubAllGlobals();
  return house.close();
});

it.each([
  [["--role", "dentist"], "role must be one of front_desk, billing, owner."],
  [["--role", "owner", "--quiet", "soon-later"], "quietHours.from must be"],
])("says what the server has against %j, not only that it refuses", async (options, said) => {
  const io = memoryIo(false);
  const server = ["--url", "http://127.0.0.1", "--token", "token-of-a-test"];
  const code = await runCli(["operator", "add", "Pat", ...options, ...server], io);
  expect(code).toBe(exit.invalidInput);
  expect([...io.said, ...io.complained].join("\n")).toContain(said);
});
