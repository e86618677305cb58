import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundling } from "../../stacks/bundling.ts";

describe("a bundle with a client of AWS", () => {
  const folder = mkdtempSync(join(tmpdir(), "aro-bundle-"));
  const outfile = join(folder, "bundle.mjs");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(() =>
    build({
      stdin: {
        contents: `
          import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
          const failed = new ConditionalCheckFailedException({ message: "", $metadata: {} });
          process.stderr.write(failed.name + "\\n");
          const { credentials } = new DynamoDBClient({ region: "us-east-1" }).config;
          process.stdout.write(JSON.stringify(await credentials()));
        `,
        resolveDir: process.cwd(),
      },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      minify: true,
      ...bundling,
    }),
  );

  const run = (env: Record<string, string>) =>
    spawnSync(process.execPath, [outfile], { encoding: "utf8", env });

  it("takes the credentials that Lambda gives it", () => {
    const env = {
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "not-a-secret",
      AWS_SESSION_TOKEN: "not-a-token",
    };

    expect(JSON.parse(run(env).stdout)).toMatchObject({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "not-a-secret",
      sessionToken: "not-a-token",
    });
    expect(run({}).stderr).toContain("There are no credentials in the environment");
  });

  it("keeps the names of errors, by which they are known", () => {
    expect(run({}).stderr).toContain("ConditionalCheckFailedException\n");
  });

  it("leaves out the ways to credentials that Lambda does not have", () => {
    const text = readFileSync(outfile, "utf8");

    expect(text.includes("AssumeRoleWithWebIdentity")).toBe(false);
    expect(text.length).toBeLessThan(250 * 1024);
  });
});
