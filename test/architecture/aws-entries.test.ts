import { describe, expect, it } from "vitest";
import { timerTable } from "#functions/aws-queues";
import { groundFrom, groundVariables } from "#functions/env-ground";
import { manifest } from "#manifest";
import { ourFiles } from "#test/architecture/our-files";
import { manifestAws } from "../../manifest-aws.ts";
import { manifestGround } from "../../manifest-ground.ts";

const local: ReadonlySet<string> = new Set(
  manifest.http
    .filter(({ function: name }) =>
      manifest.http.every((route) => route.function !== name || route.access === "local"),
    )
    .map((route) => route.function),
);

const wanted = [
  ...new Set(
    [
      manifest.http,
      manifest.streams,
      manifest.queues,
      manifest.timers,
      [manifestAws.letters],
      manifestAws.operations,
    ]
      .flat()
      .map((entry) => entry.function)
      .filter((name) => !local.has(name)),
  ),
].toSorted();

const entries = ourFiles(".ts").filter(({ path }) => path.startsWith("functions/aws/"));
const nameOf = (path: string): string => path.slice("functions/aws/".length, -".ts".length);

describe("the functions on AWS", () => {
  it("are those of the manifest, but for what is for this machine alone", () => {
    expect(wanted).not.toContain("http/pages");
    expect(entries.map(({ path }) => nameOf(path)).toSorted()).toEqual(wanted);
  });

  it("each have a handler, and are one screen", () => {
    const faults = entries.filter(
      ({ text }) =>
        !/^export const handler = on\(here\);$/m.test(text) || text.split("\n").length > 40,
    );
    expect(faults.map(({ path }) => path)).toEqual([]);
  });

  it("each take their function from where both runtimes have it", () => {
    const faults = entries.filter(
      ({ path, text }) => !text.includes(`from "#functions/${nameOf(path)}"`),
    );
    expect(faults.map(({ path }) => path)).toEqual([]);
  });

  it("are touched by nothing when they are loaded: nobody awaits at the top", () => {
    const onAws = ourFiles(".ts").filter(({ path }) => /^functions\/(?:aws|on-aws)/.test(path));
    expect(onAws.filter(({ text }) => /^(?:const \w+ = )?await /m.test(text))).toEqual([]);
  });
});

describe("the ground on AWS", () => {
  it("is told by the stacks in the words in which functions ask for it", () => {
    expect([...groundVariables].toSorted()).toEqual(
      manifestGround.map(({ variable }) => variable).toSorted(),
    );
  });

  it("has its timers where functions look for them", () => {
    const { name, index } = timerTable(groundFrom({ ARO_TABLE_VIEWS: "views" }));
    expect({
      table: name,
      index: index.name,
      partition: index.partition,
      sort: index.sort,
    }).toEqual(manifestAws.timers);
  });
});
