import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ourFiles, root, type SourceFile } from "#test/architecture/our-files";

describe("the core", () => {
  it("waits for nothing outside app/ and ports/", () => {
    expect(waits(ourFiles(".ts"))).toEqual([]);
  });

  it.each([
    ["an async function", "const load = async () => 1;"],
    ["a promise's type", "type Later = Promise<number>;"],
    ["a promise's value", "const later = Promise.resolve(1);"],
    ["a chain", "const next = (later: Later) => later.then(use);"],
    ["an await", "const value = await later;"],
  ])("would be heard waiting: %s", (_, text) => {
    expect(waits([{ path: "core/appointment/decide.ts", text }])).toHaveLength(1);
    expect(waits([{ path: "core/app/react.ts", text }])).toEqual([]);
  });

  it("may speak of waiting: in a comment, a text, or a key of a journey", () => {
    const text = [
      "// A promise kept: Promise.",
      'const why = "async by design";',
      "const step = { await: z.string() };",
      "if (step.await === undefined) return;",
    ].join("\n");

    expect(waits([{ path: "core/workflow/definition.ts", text }])).toEqual([]);
  });

  it.each(["console", "fetch", "process", "setTimeout", "crypto", "performance", "URL", "Buffer"])(
    "cannot even name %s: it does not compile",
    (name) => {
      expect(compilerSays().filter((line) => line.includes(`'${name}'`))).toHaveLength(1);
    },
  );

  it("compiles what it may name", () => {
    expect(compilerSays().join("\n")).not.toContain("allowed.ts");
  });
});

const waits = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter(({ path }) => /^core\/(?!app\/|ports\/)/.test(path))
    .flatMap(({ path, text }) => {
      const found = /\basync\b|\bPromise\b|\bawait\s+[\w(]|\.then\(/.exec(withoutWords(text));
      return found === null ? [] : [`${path} waits: "${found[0]}"`];
    });

/** The code without what it only says: comments and texts. */
const withoutWords = (text: string): string =>
  text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g,
    '""',
  );

const folder = mkdtempSync(join(tmpdir(), "aro-purity-"));
afterAll(() => rmSync(folder, { recursive: true }));

let said: readonly string[] | undefined;

/** One run of the compiler, with the core's own settings, over the core and two files that are not its own. */
const compilerSays = (): readonly string[] => {
  if (said !== undefined) return said;

  const worldly =
    "export const world = [console, fetch, process, setTimeout, crypto, performance, URL, Buffer];\n";
  writeFileSync(join(folder, "worldly.ts"), worldly.replaceAll(", ", ",\n"));
  writeFileSync(join(folder, "allowed.ts"), "export const world = [Math.max, JSON.parse];\n");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const settings = {
    extends: join(root, "core/tsconfig.json"),
    // With the whole core beside them: a library's types may bring the world in by the back door.
    include: [join(root, "core/**/*.ts"), join(folder, "*.ts")],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
    encoding: "utf8",
  });
  said = stdout.split("\n").filter((line) => line.includes(folder.replace(/^.*\//, "")));
  return said;
};
