import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("the stacks hold their types, which the rest of the house is checked without", () => {
  const { status, stdout } = spawnSync("npx", ["tsc", "-p", "stacks"], { encoding: "utf8" });

  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
