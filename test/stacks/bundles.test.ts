import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundle, bundle, bundleAll, modulesOfAll } from "../../stacks/bundles.ts";
import { functionNames } from "../../stacks/names.ts";
import { isWebhook } from "../../stacks/sizes.ts";

/**
 * What each start reads, in bytes: how long that takes is measured (`test/load/cold-start.ts`), not asserted. A webhook
 * was to be under 500 KB; why it is not is in decision 0045, and it shall not grow from where it is.
 */
const mostKilobytes = { webhook: 770, other: 1_536 };

/** What a pack that comes with the program does not need, and a webhook only seldom. */
const neverAtStart = ["yaml", "liquidjs", "@marcbachmann/cel-js", "croner", "stripe"];

const webhooks = functionNames.filter(isWebhook);

describe("what a start reads", () => {
  it("is kept small where nobody waits, too", async () => {
    const sizes = Object.entries(await bundleAll());
    expect(sizes).toHaveLength(functionNames.length);
    expect(sizes.filter(([, { start }]) => start > mostKilobytes.other)).toEqual([]);
  });
});

describe("what is deployed", () => {
  it("is made of nothing that belongs to the tests, so that no mistake can be planted in it", async () => {
    const modules = await modulesOfAll();
    expect(modules).toContain("core/app/execute.ts");
    expect(
      modules.filter((module) => /(^|\/)test\//.test(module) && !/node_modules/.test(module)),
    ).toEqual([]);
  });
});

describe.each(webhooks)("what a start of %s reads", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "aro-bundle-"));
  let made: Bundle = { file: "", startBytes: Infinity, laterBytes: 0, startModules: [] };
  beforeAll(async () => {
    made = await bundle(name, folder, { write: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("keeps its size", () => {
    expect(made.startBytes / 1024).toBeLessThan(mostKilobytes.webhook);
  });

  it("is nothing that it seldom needs", () => {
    expect(made.startModules.length).toBeGreaterThan(100);
    const seldom = neverAtStart.filter((one) =>
      made.startModules.some((module) => module.includes(`node_modules/${one}/`)),
    );
    expect(seldom).toEqual([]);
  });

  it("can be read where nothing is set", () => {
    const file = JSON.stringify(pathToFileURL(made.file).href);
    const look = `process.stdout.write(typeof (await import(${file})).handler)`;
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", look], {
      encoding: "utf8",
      env: {},
    });
    expect(stdout).toBe("function");
  });
});
