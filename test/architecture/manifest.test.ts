import { describe, expect, it } from "vitest";
import { environment } from "#functions/env";
import { manifest } from "#manifest";
import { manifestAws } from "../../manifest-aws.ts";
import { ourFiles } from "#test/architecture/our-files";

const doors = ourFiles(".ts")
  .map(({ path }) => path.replace(/\.ts$/, ""))
  .filter((path) => /^functions\/(?:http|streams|queues|timers|operate)\/[\w-]+$/.test(path));

const named = [
  manifest.http,
  manifest.streams,
  manifest.queues,
  manifest.timers,
  [manifestAws.letters],
  manifestAws.operations,
]
  .flat()
  .map((entry) => `functions/${entry.function}`);

describe("the manifest", () => {
  it("names every door that is built", () => {
    expect(unpaired(doors, named)).toEqual([]);
    expect(unpaired([...doors, "functions/http/unnamed"], named)).toEqual([
      "functions/http/unnamed",
    ]);
  });

  it("names no door that nobody built", () => {
    expect(unpaired(named, doors)).toEqual([]);
    expect(unpaired([...named, "functions/http/unbuilt"], doors)).toEqual([
      "functions/http/unbuilt",
    ]);
  });

  it("names every variable that the program reads, and no other", () => {
    const read = environment.map(({ name }) => name);
    expect(manifest.variables).toEqual(read);
    expect(unpaired([...read, "NOBODY_NAMED"], manifest.variables)).toEqual(["NOBODY_NAMED"]);
  });

  it("leads each method and path to one door", () => {
    const routes = manifest.http.map(({ method, path }) => `${method} ${path}`);

    expect(routes).toEqual([...new Set(routes)]);
  });
});

const unpaired = (these: readonly string[], those: readonly string[]): readonly string[] =>
  these.filter((one) => !those.includes(one));
