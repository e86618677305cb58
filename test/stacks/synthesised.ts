import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * What `npm run synth` says of production and of a developer's stage, once for all files of this folder (they share
 * one worker). The stacks run in a process of their own: nothing here imports the CDK, so types are checked without it.
 */
type Properties = Readonly<Record<string, unknown>>;
export type Resource = {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};
export type Placed = Resource & { readonly stack: string; readonly id: string };

type Finding = { readonly rule: string; readonly where: string; readonly why: string };
type StageReport = {
  readonly stage: string;
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Finding[];
  readonly staleSuppressions: readonly string[];
  readonly templates: Readonly<
    Record<string, { readonly Resources: Readonly<Record<string, Resource>> }>
  >;
};
type Report = {
  readonly linter:
    | { readonly kind: "clean" }
    | { readonly kind: "complains"; readonly complaints: readonly string[] }
    | { readonly kind: "skipped"; readonly why: string };
  readonly stages: readonly StageReport[];
};

const synthesise = (): Report => {
  if (!existsSync("node_modules/aws-cdk-lib"))
    throw new Error("Cannot synthesise: the workspace stacks is not installed. Run `npm ci`.");
  const args = ["--stage", "production", "--stage", "dev", "--json", "--templates"];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["stacks/synth.ts", ...args], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    // As from a shell: vitest's own settings are not the stacks' business. The domain is one that nobody owns.
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      ARO_DOMAIN: "aro.example.com",
      ARO_PACK: "salon",
      ARO_CERTIFICATE: `arn:aws:acm:us-east-1:111122223333:certificate/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}`,
    },
  });
  if (stdout === "") throw new Error(`Cannot synthesise (${status}): ${stderr}`);
  return JSON.parse(stdout) as Report;
};

export const report = synthesise();

const stageNamed = (name: string): StageReport => {
  const found = report.stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`There is no stage "${name}"`);
  return found;
};

export const production = stageNamed("production");
export const dev = stageNamed("dev");

export const resourcesOf = ({ templates }: StageReport, ...kinds: readonly string[]) =>
  Object.entries(templates)
    .flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(
        ([id, resource]): Placed => ({
          ...resource,
          Properties: resource.Properties ?? {},
          stack,
          id,
        }),
      ),
    )
    .filter(({ Type }) => kinds.length === 0 || kinds.includes(Type));

/** A value as one text, with the functions of CloudFormation in it spelled out: good enough to look for names. */
export const spelled = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(spelled).join(",");
  if (typeof value === "string" || typeof value === "number") return `${value}`;
  if (typeof value !== "object" || value === null) return "";
  const [[key, inner] = ["", ""]] = Object.entries(value);
  const spell = spelling.get(key);
  return spell === undefined ? JSON.stringify(value) : spell(inner);
};

const named = (inner: unknown): string => `\${${spelled(inner).replace(",", ".")}}`;

const spelling: ReadonlyMap<string, (inner: unknown) => string> = new Map([
  ["Fn::Join", (inner) => (inner as [string, unknown[]])[1].map(spelled).join("")],
  ["Fn::GetAtt", named],
  ["Fn::ImportValue", named],
  ["Ref", named],
]);

export type Statement = {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export const listed = <T>(one: T | readonly T[]): readonly T[] =>
  (Array.isArray(one) ? one : [one]) as readonly T[];

export const statementsIn = ({ Properties }: Resource, key = "PolicyDocument") =>
  listed((Properties[key] as { Statement: Statement | Statement[] }).Statement);
