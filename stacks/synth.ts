import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleAll, type Sizes } from "./bundles.ts";
import { lint, type Verdict } from "./lint.ts";
import { type Summary, summarise, type Templates, told } from "./summary.ts";
import type { Synthesised } from "./synth-stages.ts";

/**
 * `npm run synth`: what each stage would contain, without AWS and without credentials.
 *
 * `--stage production` for one of them, `--json` for a program, `--templates` puts the templates themselves into the
 * JSON. It fails where cdk-nag finds something that nobody has answered for, or the linter complains.
 */
export type Report = {
  readonly seconds: { readonly synthesis: number; readonly linter: number };
  readonly linter: Verdict;
  /** Only of those that are written. */
  readonly bundles: Sizes;
  readonly stages: readonly (Omit<Synthesised, "templates"> & {
    readonly summary: Summary;
    readonly templates?: Templates;
  })[];
};

const args = process.argv.slice(2);
const asked = args.filter((_, n) => args[n - 1] === "--stage");
const stages = asked.length > 0 ? asked : ["dev", "staging", "production"];

type WithTemplates = Synthesised & { readonly templates: Templates };

const synthesise = (folder: string): Promise<readonly WithTemplates[]> =>
  new Promise((resolve, reject) => {
    const file = join(folder, "stages.json");
    const script = join(import.meta.dirname, "synth-stages.ts");
    const child = spawn(process.execPath, [script, file, ...stages], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString()));
    child.stderr.on("data", (text: Buffer) => (said += text.toString()));
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve(JSON.parse(readFileSync(file, "utf8")))
        : reject(new Error(`Cannot synthesise ${stages.join(", ")}:\n${said}`)),
    );
  });

const secondsSince = (moment: number): number => (performance.now() - moment) / 1000;

const startedAt = performance.now();
const folder = mkdtempSync(join(tmpdir(), "aro-stages-"));
const report: Report = await (async () => {
  try {
    const [bundles, synthesised] = await Promise.all([bundleAll(), synthesise(folder)]);
    const files = synthesised.flatMap(({ templates }) =>
      Object.entries(templates).map(([name, template]) => {
        const file = join(folder, `${name}.template.json`);
        writeFileSync(file, JSON.stringify(template, null, 1));
        return file;
      }),
    );
    const synthesis = secondsSince(startedAt);
    const linter = await lint(files);
    return {
      seconds: { synthesis, linter: secondsSince(startedAt) - synthesis },
      linter,
      bundles,
      stages: synthesised.map(({ templates, ...one }) => ({
        ...one,
        summary: summarise(templates),
        ...(args.includes("--templates") ? { templates } : {}),
      })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

const verdict = (linter: Verdict): string => {
  if (linter.kind === "skipped") return `the linter was skipped: ${linter.why}`;
  return linter.kind === "clean" ? `${linter.by}: clean` : linter.complaints.join("\n");
};

if (args.includes("--json")) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  for (const { stage, summary, findings, suppressed } of report.stages) {
    process.stdout.write(`${told(stage, summary)}\n`);
    for (const { rule, where, why } of findings)
      process.stdout.write(`  FOUND ${rule} at ${where}: ${why}\n`);
    process.stdout.write(
      `  cdk-nag: ${findings.length} findings, ${suppressed.length} suppressed\n`,
    );
  }
  const sizes = Object.entries(report.bundles).map(
    ([name, { start, later }]) => `  ${name}: ${start} KB, ${later} KB beside it`,
  );
  process.stdout.write(`\nbundles, at most: ${sizes.length} written\n${sizes.join("\n")}\n`);
  process.stdout.write(
    `\n${verdict(report.linter)}\nsynthesised in ${report.seconds.synthesis.toFixed(1)} s, looked at in ${report.seconds.linter.toFixed(1)} s\n`,
  );
}

const isRed =
  report.linter.kind === "complains" || report.stages.some(({ findings }) => findings.length > 0);
if (isRed) process.exitCode = 1;
