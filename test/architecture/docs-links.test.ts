import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { ourFiles, root, type SourceFile } from "#test/architecture/our-files";

describe("a link in a document", () => {
  it("leads to a file or folder that exists, and to a heading in it", () => {
    expect(brokenLinks(ourFiles(".md"))).toEqual([]);
  });

  it.each([
    ["a file that is not there", "[a](missing.md)", "missing.md: no such file"],
    ["a picture that is not there", "![a](missing.png)", "missing.png: no such file"],
    ["a heading that is not there", "[a](README.md#nowhere)", "README.md#nowhere: no such heading"],
    ["a file outside of the repository", "[a](../../etc)", "../../etc: outside of the repository"],
  ])("would be heard leading to %s", (_, text, complaint) => {
    expect(brokenLinks([{ path: "docs/page.md", text }], readme)).toEqual([
      `docs/page.md → ${complaint}`,
    ]);
  });

  it("is none inside code, and is not followed onto the internet", () => {
    const text = "```md\n[a](missing.md)\n```\n`[b](missing.md)` [c](https://example.com/x.md)\n";

    expect(brokenLinks([{ path: "docs/page.md", text }], readme)).toEqual([]);
  });
});

const readme = [{ path: "docs/README.md", text: "# Documentation\n" }];

const brokenLinks = (
  pages: readonly SourceFile[],
  others: readonly SourceFile[] = [],
): readonly string[] =>
  pages.flatMap((page) =>
    targetsIn(page.text).flatMap((target) => {
      const why = fault(page.path, target, [...pages, ...others]);
      return why === null ? [] : [`${page.path} → ${target}: ${why}`];
    }),
  );

const targetsIn = (text: string): readonly string[] =>
  Array.from(withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target).filter(
    (target) => !/^[a-z]+:/.test(target),
  );

const withoutCode = (text: string): string =>
  text.replace(/^ *```[\s\S]*?^ *```/gm, "").replace(/`[^`\n]*`/g, "");

const fault = (from: string, target: string, pages: readonly SourceFile[]): string | null => {
  const [file = "", heading] = target.split("#");
  const path = file === "" ? from : posix.join(posix.dirname(from), file);
  if (path.startsWith("..")) return "outside of the repository";

  const page = pages.find((one) => one.path === path);
  if (page === undefined) return existsSync(join(root, path)) ? null : "no such file";
  const isThere = heading === undefined || headingsIn(page.text).includes(heading);
  return isThere ? null : "no such heading";
};

/** As GitHub names them: lower case, spaces as hyphens, punctuation left out. */
const headingsIn = (text: string): readonly string[] =>
  Array.from(text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ +(.+)$/gm), ([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
