import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "#test/architecture/our-files";

const page = readFileSync(join(root, "docs/reference/provider-faults.md"), "utf8");
const rows = [...page.matchAll(/^\| (.+?) \| `(test\/\S+)` \| (.+?) \|$/gm)].map(
  ([, what = "", file = "", title = ""]) => ({ what, file, title }),
);

describe("the table of faults", () => {
  it("has a row for each provider and each fault that the issue names", () => {
    expect(rows.length).toBeGreaterThanOrEqual(35);
    for (const provider of ["Stripe", "Twilio", "Booking"])
      for (const fault of [/garbage/, /429/, /5xx/, /silence/, /refused/])
        expect(
          rows.filter(({ what }) => what.startsWith(`${provider}: `) && fault.test(what)),
        ).not.toEqual([]);
  });

  it.each(rows)("$what: its test is there, under that name", ({ file, title }) => {
    const path = join(root, file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain(`"${title}"`);
  });
});

/** Design, section 8: fixtures are folders, good ones and bad ones, for every provider that speaks to us. */
describe("the fixtures of a provider", () => {
  it.each(["calendly", "calcom", "acuity", "square", "stripe", "twilio"])(
    "are folders with what is to be taken and what is not: %s",
    (provider) => {
      const folder = join(root, "test/fixtures", provider);
      const names = readdirSync(folder);
      expect(names.filter((name) => !/^(?:ok|ng|ignored)\.[a-z0-9-]+$/.test(name))).toEqual([]);
      expect(names.filter((name) => name.startsWith("ok.")).length).toBeGreaterThanOrEqual(10);
      expect(names.filter((name) => name.startsWith("ng.")).length).toBeGreaterThanOrEqual(8);
      for (const name of names) expect(readdirSync(join(folder, name))).toContain("expect.json");
    },
  );
});
