import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import type { Finding } from "./nag.ts";

/**
 * Synthesises stages without AWS: no credentials, no account, nothing decided that a deployment would decide
 * differently. It is a process of its own, because SST and what it needs change the process they are in.
 */
export type Synthesised = {
  readonly stage: string;
  readonly seconds: number;
  readonly templates: Readonly<Record<string, unknown>>;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly staleSuppressions: readonly string[];
};

/** AWS's own example account: it must have twelve digits, and nobody must own it. */
const exampleAccount = "111122223333";

const synthesise = async (stage: string, folder: string): Promise<Synthesised> => {
  const startedAt = performance.now();
  await initProject({ stage, region: "us-east-1" });
  const app = new App(
    { mode: "deploy", stage, name: "aro", region: "us-east-1", account: exampleAccount },
    { outdir: join(folder, `cdk.out.${stage}`) },
  );
  config.stacks(app);
  const watched = watchOver(app, stage);
  await app.finish();
  const templates = templatesOf(app.synth());
  return { stage, seconds: (performance.now() - startedAt) / 1000, templates, ...watched() };
};

/** SST runs `npm install` for every function, here with nothing to install: half of the time, and a network's worth of trust. */
const installNothing = (folder: string): void => {
  writeFileSync(join(folder, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  process.env["PATH"] = [folder, process.env["PATH"]].join(delimiter);
};

const templatesOf = (assembly: CloudAssembly): Readonly<Record<string, unknown>> =>
  Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template]));

const [file, ...stages] = process.argv.slice(2);
if (file === undefined)
  throw new Error("Give a file and stages: node stacks/synth-stages.ts /tmp/out.json production");

// Else SST asks AWS for its bootstrap bucket.
process.env["NODE_ENV"] = "test";
process.env["ARO_SYNTH"] = "offline";
process.env["SST_BUILD_CONCURRENCY"] = "4";
const { initProject } = await import("sst/project.js");
const { App } = await import("sst/constructs");
const { default: config } = await import("../sst.config.ts");
const { watchOver } = await import("./nag.ts");

const folder = mkdtempSync(join(tmpdir(), "aro-synth-"));
try {
  installNothing(folder);
  // The types of what is bound; nothing is.
  Object.assign(App.prototype, { useTypesPath: () => join(folder, "types") });
  const done: Synthesised[] = [];
  // One after the other: SST holds the project, and its app, in the state of its modules.
  for (const stage of stages) done.push(await synthesise(stage, folder));
  writeFileSync(file, JSON.stringify(done));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// SST leaves its watchers running.
process.exit(0);
