import { expect, it } from "vitest";
import { assets } from "#web/assets";

/** What the sheet of every page says of exactly this selector. */
const ruleOf = (selector: string): string =>
  assets["/assets/style.css"].body
    .split("}")
    .map((rule) => rule.trim())
    .filter((rule) => rule.startsWith(`${selector}{`) || rule.startsWith(`${selector} {`))
    .join(" ");

it("keeps the lines of what people have written, and makes none of ours", () => {
  expect(ruleOf("blockquote")).toContain("pre-line");
  expect(ruleOf(".said")).not.toContain("pre-line"); // Also a list bears it, with lines between its items.
});

it("makes a line that opens high enough to be hit: 24 pixels", () => {
  expect(ruleOf("summary")).toContain("padding-block:.1rem"); // 21 and twice 1.6.
});
