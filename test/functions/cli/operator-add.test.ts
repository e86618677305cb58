import { afterEach, beforeEach, expect, it } from "vitest";
import { exit } from "#cli/command";
import { type CliHouse, cliHouse } from "#test/support/cli-house";

let house: CliHouse;
beforeEach(async () => {
  house = await cliHouse("2026-03-02T15:00:00Z");
});
afterEach(() => house.close());

it.each([
  [["--role", "dentist"], "role must be one of front_desk, billing, owner."],
  [["--role", "owner", "--quiet", "soon-later"], "quietHours.from must be"],
])("says what the server has against %j, not only that it refuses", async (options, said) => {
  const { code, text } = await house.aro(["operator", "add", "Pat", ...options]);
  expect(code).toBe(exit.invalidInput);
  expect(text).toContain(said);
});
