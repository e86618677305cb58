import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { CloudAssembly } from "aws-cdk-lib/cx-api";
import type { Finding } from "./nag.ts";

/**
 * Synthesises one stage without AWS: no credentials, no account, nothing built that a deployment would build
 * differently. A process of its own for each stage, because SST holds one project, and its app, in module state.
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

const synthesise = async (stageName: string): Promise<Synthesised> => {
  const startedAt = performance.now();
  // Else SST asks AWS for its bootstrap bucket.
  process.env["NODE_ENV"] = "test";
  process.env["ARO_SYNTH"] = "offline";
  const folder = mkdtempSync(join(tmpdir(), "aro-synth-"));
  try {
    const { initProject } = await import("sst/project.js");
    const { App } = await import("sst/constructs");
    const { default: config } = await import("../sst.config.ts");
    const { watchOver } = await import("./nag.ts");
    installNothing(folder);
    await initProject({ stage: stageName, region: "us-east-1" });

    // Two stages at once would overwrite each other's types in `.sst`, which nobody reads.
    Object.assign(App.prototype, { useTypesPath: () => join(folder, "types") });
    const app = new App(
      {
        mode: "deploy",
        stage: stageName,
        name: "aro",
        region: "us-east-1",
        account: exampleAccount,
      },
      { outdir: join(folder, "cdk.out") },
    );
    config.stacks(app);
    const watched = watchOver(app, stageName);
    await app.finish();
    const assembly = app.synth();
    return {
      stage: stageName,
      seconds: (performance.now() - startedAt) / 1000,
      templates: templatesOf(assembly),
      ...watched(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** SST runs `npm install` for every function, here with nothing to install: half of the time, and a network's worth of trust. */
const installNothing = (folder: string): void => {
  writeFileSync(join(folder, "npm"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  process.env["PATH"] = [folder, process.env["PATH"]].join(delimiter);
};

const templatesOf = (assembly: CloudAssembly): Readonly<Record<string, unknown>> =>
  Object.fromEntries(assembly.stacks.map(({ stackName, template }) => [stackName, template]));

const [stageName, file] = process.argv.slice(2);
if (stageName === undefined || file === undefined)
  throw new Error("Give a stage and a file: node stacks/synth-stage.ts production /tmp/out.json");
writeFileSync(file, JSON.stringify(await synthesise(stageName)));
// SST leaves its watchers running.
process.exit(0);
