import { describe, expect, it } from "vitest";
import { groundVariables } from "#functions/env-ground";
import { manifest } from "#manifest";
import { manifestAws } from "../../manifest-aws.ts";
import { manifestGround } from "../../manifest-ground.ts";
import { ourFiles } from "#test/architecture/our-files";

const pages = ourFiles(".md").filter(
  ({ path }) => path.startsWith("docs/operating/alarms/") && !path.endsWith("README.md"),
);

const nameOf = (path: string): string => path.replace(/.*\/([\w-]+)\.md$/, "$1");

describe("an alarm", () => {
  it("has a page, and each page an alarm", () => {
    expect(pages.map(({ path }) => nameOf(path))).toEqual(
      manifestAws.alarms.map(({ name }) => name as string).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  it("has a page that says what it means, where to look, what to do and when it is over", () => {
    expect(pages.flatMap(incomplete)).toEqual([]);
    expect(incomplete({ path: "docs/operating/alarms/x.md", text: "# Alarm: y\n" })).toEqual([
      "docs/operating/alarms/x.md lacks # Alarm: x",
      "docs/operating/alarms/x.md lacks ## What it means",
      "docs/operating/alarms/x.md lacks ## First look",
      "docs/operating/alarms/x.md lacks ## What to do",
      "docs/operating/alarms/x.md lacks ## How to know it is over",
    ]);
  });

  it("is on the list of all", () => {
    const [list] = ourFiles("docs/operating/alarms/README.md");

    for (const { name } of manifestAws.alarms)
      expect(list?.text).toContain(`[${name}](${name}.md)`);
  });
});

describe("a function", () => {
  it("is told what it reads, and reads what it is told", () => {
    expect(manifestGround.map(({ variable }) => variable as string).toSorted()).toEqual(
      [...groundVariables].toSorted(),
    );
  });
});

describe("a secret", () => {
  const held: readonly string[] = manifestAws.secrets.flatMap(({ variables }) => variables);

  it("holds variables that the program reads, each once", () => {
    expect(
      held.filter((name) => !(manifest.variables as readonly string[]).includes(name)),
    ).toEqual([]);
    expect(held).toEqual([...new Set(held)]);
  });

  it("holds every variable but those that are none", () => {
    expect(manifest.variables.filter((name) => !held.includes(name))).toEqual([
      "ARO_MODE",
      "ARO_DATA",
      "HOST",
      "PORT",
      "ARO_PACK",
      "ARO_LOG_LEVEL",
      "ARO_PUBLIC_URL",
      "ARO_PROXIES",
      "ARO_REFUSALS_PER_MINUTE",
      "ARO_MODEL_TOKENS",
    ]);
  });
});

const incomplete = ({ path, text }: { readonly path: string; readonly text: string }) =>
  [
    `# Alarm: ${nameOf(path)}`,
    "## What it means",
    "## First look",
    "## What to do",
    "## How to know it is over",
  ]
    .filter((heading) => !text.split("\n").includes(heading))
    .map((heading) => `${path} lacks ${heading}`);
