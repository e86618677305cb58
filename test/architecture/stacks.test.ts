import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** SST 2.49.8 was built against exactly this CDK; another copy beside it is another set of classes. */
const wanted = {
  "aws-cdk-lib": "2.224.0",
  "cdk-nag": "2.37.55",
  constructs: "10.3.0",
  sst: "2.49.8",
} as const;

const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;

describe("the toolchain of the cloud", () => {
  const lock = read("package-lock.json")["packages"] as Record<string, { version?: string }>;
  const { devDependencies } = read("stacks/package.json") as {
    devDependencies: Record<string, string>;
  };

  it("is pinned exactly, in its own workspace only", () => {
    expect(devDependencies).toMatchObject(wanted);
    const root = read("package.json");
    const ours = { ...(root["dependencies"] as object), ...(root["devDependencies"] as object) };
    for (const name of Object.keys(wanted)) expect(ours).not.toHaveProperty(name);
  });

  it.each(Object.entries(wanted))("locks one copy of %s, at %s", (name, version) => {
    const copies = Object.entries(lock).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(copies.map(([, { version: locked }]) => locked)).toEqual([version]);
  });
});
