import { existsSync } from "node:fs";
import { RemovalPolicy } from "aws-cdk-lib";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { stageName } from "./stage-name.ts";

/** What differs from stage to stage. Every other difference would be a thing that production is the first to try. */
export type Stage = {
  readonly name: string;
  readonly isProduction: boolean;
  /** What happens to data, keys and logs when their stack is removed. */
  readonly onRemoval: RemovalPolicy;
  readonly logs: RetentionDays;
  /** Traffic goes to an alias, and moves to new code in steps. Elsewhere it goes to the newest code. */
  readonly movesInSteps: boolean;
  /** Read models are folded from what some seconds brought (`manifest-aws.ts`). Elsewhere somebody waits to see it. */
  readonly gathers: boolean;
  /** Of the function's own share of concurrency: an account has 1,000, and a dozen stages of developers. */
  readonly concurrencyAtMost: number;
  readonly requestsPerSecond: number;
  readonly backsUp: boolean;
  /** Webhook addresses must outlive every stack: they need a name of our own. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | null;
  /** The profile pack that its businesses work by. */
  readonly pack: string;
};

/** `production` and `staging` are themselves; every other name is somebody's own stage. */
export const stageNamed = (name: string): Stage => {
  const isProduction = name === "production";
  const isShared = isProduction || name === "staging";
  return {
    name: stageName(name),
    isProduction,
    onRemoval: isProduction ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    logs: isProduction ? RetentionDays.THIRTEEN_MONTHS : RetentionDays.TWO_WEEKS,
    movesInSteps: isShared,
    gathers: isShared,
    concurrencyAtMost: isProduction ? 1_000 : isShared ? 10 : 2,
    requestsPerSecond: isProduction ? 500 : 50,
    backsUp: isProduction,
    domain: domainFrom(process.env),
    pack: packFrom(process.env),
  };
};

const domainFrom = ({
  ARO_DOMAIN: name,
  ARO_CERTIFICATE: certificateArn,
}: Readonly<Record<string, string | undefined>>): Stage["domain"] => {
  if (name === undefined && certificateArn === undefined) return null;
  if (name === undefined || certificateArn === undefined)
    throw new Error("Cannot take a domain by half: ARO_DOMAIN and ARO_CERTIFICATE go together");
  return { name, certificateArn };
};

/** Better refused here than by each function at its first call: it brings its packs along, and has no folder of yours. */
const packFrom = ({
  ARO_PACK: name = "healthcare",
}: Readonly<Record<string, string | undefined>>): string => {
  if (!/^[\w-]+$/.test(name) || !existsSync(`core/profiles/${name}/pack.yaml`))
    throw new Error(`Cannot use the pack "${name}": it does not come along`);
  return name;
};

/**
 * Everything has a name that says what it is, so that stacks need not export it to each other: an export that
 * somebody imports can never change again.
 */
export const nameIn = (stage: Stage, what: string): string => `aro-${stage.name}-${what}`;

/** `http/calendly-webhook` is `http-calendly-webhook` where no slash may stand. */
export const dashed = (name: string): string => name.replaceAll(/[/_]/g, "-");

/** `http/calendly-webhook` is `HttpCalendlyWebhook` as the name of a construct. */
export const constructId = (name: string): string =>
  name
    .split(/[/_-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
