import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violations } from "#test/architecture/lint-violations";
import { root } from "#test/architecture/our-files";

/** A house beside the house, with the same rules, in which every rule is broken once. */
const house = mkdtempSync(join(tmpdir(), "aro-lint-"));
const tameHouse = mkdtempSync(join(tmpdir(), "aro-lint-tame-"));
const alarms = new Map<string, string[]>();

beforeAll(() => {
  for (const { path, text, tame } of violations) {
    write(house, path, text);
    if (tame) write(tameHouse, tame.path ?? path, tame.text ?? text);
  }
  for (const one of [house, tameHouse]) {
    copyFileSync(join(root, ".oxlintrc.json"), join(one, ".oxlintrc.json"));
    copyFileSync(join(root, "tsconfig.base.json"), join(one, "tsconfig.json"));
    for (const { filename, code } of lint(one)) {
      const key = join(one, filename);
      alarms.set(key, [...(alarms.get(key) ?? []), code]);
    }
  }
});

afterAll(() => {
  for (const one of [house, tameHouse]) rmSync(one, { recursive: true });
});

describe("the linter", () => {
  it.each(violations)("rings $rule for $path", ({ rule, path }) => {
    expect(alarms.get(join(house, path)) ?? []).toContain(rule);
  });

  it.each(violations.filter(({ tame }) => tame))(
    "keeps silent about $rule where the file of $path is welcome",
    ({ rule, path, tame }) => {
      expect(alarms.get(join(tameHouse, tame?.path ?? path)) ?? []).not.toContain(rule);
    },
  );
});

const write = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const lint = (cwd: string): { filename: string; code: string }[] => {
  const { stdout } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["--format", "json"], {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { filename: string; code: string }[];
  };
  return diagnostics;
};
