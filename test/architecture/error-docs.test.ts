import { describe, expect, it } from "vitest";
import { errorCodes } from "#core/kernel/errors";
import { ourFiles } from "#test/architecture/our-files";

const pages = ourFiles(".md").filter(({ path }) => /^docs\/errors\/[^/]+\.md$/.test(path));
const codeOf = (path: string): string => path.replace("docs/errors/", "").replace(".md", "");

describe("error codes and their pages", () => {
  it("pair: a code without a page leaves a reader alone, a page without a code is a lie", () => {
    const documented = pages.map(({ path }) => codeOf(path)).filter((name) => name !== "README");

    expect(documented.toSorted()).toEqual(Object.keys(errorCodes).toSorted());
  });

  it.each(pages.filter(({ path }) => codeOf(path) !== "README"))(
    "$path begins with its code",
    ({ path, text }) => {
      expect(text.split("\n")[0]).toMatch(new RegExp(`^# \`?${codeOf(path)}\`?$`));
    },
  );
});
