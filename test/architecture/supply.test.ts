import { describe, expect, it } from "vitest";
import lock from "../../package-lock.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import { complaints, type Lock } from "../../scripts/check-lock.ts";
import { heading, type NoticesLock, runtimeDependencies } from "../../scripts/notices.ts";
import { ourFiles } from "#test/architecture/our-files";

describe("the lock", () => {
  it("is one that npm ci accepts on every machine", () => {
    expect(complaints(lock as Lock, packageJson)).toEqual([]);
  });

  it("misses a platform's package that the registry did not have", () => {
    const damaged = { packages: { ...(lock as Lock).packages } };
    delete damaged.packages["node_modules/@biomejs/cli-linux-x64-musl"];

    expect(complaints(damaged, packageJson)).toEqual([
      '"@biomejs/cli-linux-x64-musl", an optional dependency of "node_modules/@biomejs/biome", is not in the lock',
    ]);
  });

  it("finds an optional dependency beside its package or in any folder above", () => {
    const tree = (place: string): Lock => ({
      packages: {
        "node_modules/a/node_modules/b": { integrity: "…", optionalDependencies: { c: "1" } },
        [place]: { integrity: "…" },
      },
    });

    expect(complaints(tree("node_modules/c"), {})).toEqual([]);
    expect(complaints(tree("node_modules/a/node_modules/c"), {})).toEqual([]);
    expect(complaints(tree("node_modules/d/node_modules/c"), {})).toHaveLength(1);
  });

  it("names no address, leaves no package unsealed, and no version open", () => {
    const loose: Lock = { packages: { "node_modules/a": { resolved: "https://example.com/a" } } };

    expect(complaints(loose, { dependencies: { a: "^1.0.0" } })).toEqual([
      '"node_modules/a" is locked without an integrity',
      '"node_modules/a" is locked to an address: remove its "resolved"',
      '"a" is asked for as "^1.0.0": name one exact version',
    ]);
  });
});

describe("the notices", () => {
  const [notices] = ourFiles("THIRD_PARTY_NOTICES.md");

  it("name every package the product runs on, and no other (npm run notices)", () => {
    const named = (notices?.text ?? "").split("\n").filter((line) => line.startsWith("## "));

    expect(named).toEqual(runtimeDependencies(lock as NoticesLock).map(heading));
  });
});

describe("a workflow", () => {
  it("pins each action to one commit and says its version", () => {
    const uses = ourFiles(".yml")
      .filter(({ path }) => path.startsWith(".github/workflows/"))
      .flatMap(({ text }) => text.split("\n").filter((line) => /\buses:/.test(line)));

    expect(uses.length).toBeGreaterThan(5);
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
    expect("      - uses: actions/checkout@v5").not.toMatch(pinned);
  });

  it("may read the code, has an end, and does not run twice", () => {
    const workflows = ourFiles(".yml").filter(({ path }) => path.startsWith(".github/workflows/"));

    for (const { text } of workflows) {
      expect(text).toContain("\npermissions:\n  contents: read\n");
      expect(text).toContain("\nconcurrency:\n");
      expect(text.split("timeout-minutes:").length).toBe(text.split("runs-on:").length);
    }
  });
});

const pinned = /uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
