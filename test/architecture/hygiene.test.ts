import { describe, expect, it } from "vitest";
import { ourFiles, type SourceFile } from "#test/architecture/our-files";

const code = ourFiles(".ts", ".tsx", ".cjs", ".mjs", ".css").filter(
  ({ path }) => path !== "test/architecture/hygiene.test.ts", // It has to spell what it forbids.
);
const prose = ourFiles(".md", ".yml", ".yaml");

describe("a file of ours", () => {
  it("is no longer than one reading", () => {
    expect(tooLong(code)).toEqual([]);
    expect(tooLong([{ path: "web/page.css", text: "a {}\n".repeat(201) }])).toHaveLength(1);
    expect(tooLong([{ path: "test/core/x.test.ts", text: "a;\n".repeat(201) }])).toEqual([]);
  });

  it("leaves no work for later", () => {
    expect(complaints(unfinished, [...code, ...prose])).toEqual([]);
    expect(complaints(unfinished, [fileWith("// TODO: later")])).toHaveLength(1);
  });

  it("signs each exception with a reason", () => {
    const disable = "// oxlint-disable-next-line no-console";

    expect(unsigned(code)).toEqual([]);
    expect(unsigned([fileWith(disable)])).toHaveLength(1);
    expect(unsigned([fileWith(`${disable} -- for the person`)])).toEqual([]);
    expect(unsigned([fileWith(`// It talks to a person.\n${disable}`)])).toEqual([]);
  });

  it("imports zod so that its locales stay outside", () => {
    expect(complaints(zodByName, code)).toEqual([]);
    expect(complaints(zodByName, [fileWith('import { z } from "zod";')])).toHaveLength(1);
    expect(complaints(zodByName, [fileWith('import * as z from "zod";')])).toEqual([]);
  });

  it("has a name that says what is in it", () => {
    expect(vague(code)).toEqual([]);
    expect(vague([{ path: "core/date-utils.ts", text: "" }])).toHaveLength(1);
  });
});

const fileWith = (text: string): SourceFile => ({ path: "core/thing.ts", text });

const tooLong = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) => {
    const budget = path.startsWith("test/") ? 400 : 200;
    const lines = text.trimEnd().split("\n").length;
    return lines > budget ? [`${path} has ${lines} lines; its budget is ${budget}`] : [];
  });

const complaints = (pattern: RegExp, files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) => {
    const found = pattern.exec(text);
    return found === null
      ? []
      : [`${path}:${text.slice(0, found.index).split("\n").length} says "${found[0]}"`];
  });

/** The reason stands behind ` -- `, or in the comment right above. */
const unsigned = (files: readonly SourceFile[]): readonly string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .filter((line, n, lines) => {
        const isException = /(?:ox|es)lint-disable/.test(line);
        return isException && !line.includes(" -- ") && !/^\s*\/\//.test(lines[n - 1] ?? "");
      })
      .map((line) => `${path} does not say why: "${line.trim()}"`),
  );

const unfinished = /\b(?:TODO|FIXME|XXX)\b/;
const zodByName = /import\s*\{[^}]*\bz\b[^}]*\}\s*from "zod"/;

const vague = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter(({ path }) =>
      /(?:^|[/-])(?:utils?|helpers?|managers?|common|misc|index)\.\w+$/.test(path),
    )
    .map(({ path }) => `${path} could hold anything: name it after what it does`);
