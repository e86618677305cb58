import { Duration, RemovalPolicy, type Stack, Tags } from "aws-cdk-lib";
import { Role, ManagedPolicy, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Alias, type IFunction, Version } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { type App, Function as SstFunction, Stack as SstStack } from "sst/constructs";
import { entryOf, isWritten, unread } from "./bundles.ts";
import { bundling, sstBundling } from "./bundling.ts";
import { environmentOf } from "./environment.ts";
import { functionNameIn, type Ground } from "./ground.ts";
import type { FunctionName } from "./names.ts";
import { concurrencyIn, sizes } from "./sizes.ts";
import { constructId, nameIn, type Stage } from "./stages.ts";
import { statementsFor } from "./statements.ts";

/**
 * The seam: the one file that knows SST. Every other stack sees CDK, `openStack` and `openFunction`; to leave SST,
 * this file is written anew (decision 0006).
 */
export const openStack = (app: App, stage: Stage) => {
  if (app.mode === "dev" && stage.movesInSteps)
    throw new Error(`Cannot run sst dev on ${stage.name}: it would answer from somebody's machine`);
  let before: Stack | null = null;
  return (name: string, dataClass: DataClass): Stack => {
    const stack = new SstStack(app, name, { description: `ARO, ${stage.name}: ${name}` });
    // SST's helper uploads source maps and prefetches its secrets: neither exists here, so nobody needs its rights.
    stack.node.tryRemoveChild("CustomResourceHandler");
    const tags = {
      app: "aro",
      stage: stage.name,
      owner: "aro-operations",
      "data-class": dataClass,
    };
    for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
    // They find each other by name, which CloudFormation cannot see: so they come and go one after the other.
    if (before !== null) stack.addDependency(before);
    before = stack;
    return stack;
  };
};

/** What the worst thing in a stack is: people's data, ids of theirs, or nothing about anybody. */
export type DataClass = "personal-sealed" | "identifiers" | "operational";

type Wish = {
  readonly publicUrl: string;
  /** What it may do beyond `grants.ts`, because of what sets it off. */
  readonly more?: readonly PolicyStatement[];
  /** Where an event goes that it failed on; only of one that nobody waits for, and no queue keeps. */
  readonly deadLetters?: IQueue;
};

/** What events and requests call: the alias where traffic moves in steps, the function itself elsewhere. */
export const openFunction = (
  stack: Stack,
  ground: Ground,
  name: FunctionName,
  { publicUrl, more = [], deadLetters }: Wish,
): IFunction => {
  const { stage } = ground;
  const id = constructId(name);
  const { memoryMb, timeoutSeconds } = sizes[name];
  const logGroup = new LogGroup(stack, `${id}Log`, {
    logGroupName: `/aws/lambda/${functionNameIn(stage, name)}`,
    retention: stage.logs,
    encryptionKey: ground.logsKey,
    removalPolicy: stage.onRemoval,
  });
  const built = new SstFunction(stack, id, {
    functionName: functionNameIn(stage, name),
    description: `ARO: ${name}`,
    handler: handlerOf(name),
    runtime: "nodejs24.x",
    architecture: "arm_64",
    memorySize: memoryMb,
    timeout: timeoutSeconds,
    reservedConcurrentExecutions: concurrencyIn(stage, name),
    environment: environmentOf(stack, ground, name, publicUrl),
    role: roleOf(stack, ground, name, { logGroup, more }),
    logGroup,
    ...(deadLetters === undefined ? {} : { deadLetterQueue: deadLetters }),
    ...(deadLetters === undefined || stage.movesInSteps ? {} : asEvent),
    // Nothing reads traces, and their library is the heaviest part of a cold start.
    tracing: "disabled",
    // A map would hand the source to whoever may read the code. SST keeps the names of functions, so a trace reads.
    nodejs: {
      ...sstBundling,
      esbuild: isOffline() ? { ...bundling, plugins: [unread] } : bundling,
    },
    // Else SST writes each name into a parameter, for a way of binding that we do not use.
    _doNotAllowOthersToBind: true,
  });
  if (!stage.movesInSteps) return built;
  const live = alias(stack, id, built);
  if (deadLetters !== undefined) live.configureAsyncInvoke(asEvent);
  return live;
};

/** Of what a clock starts: the next tick comes soon enough, and an old one has nothing to add. */
const asEvent = { maxEventAge: Duration.minutes(5), retryAttempts: 1 };

/**
 * The alias stays at the first version for CloudFormation: what it points to after that is the release's business
 * (`release.ts`), and a deployment alone moves no traffic.
 */
const alias = (stack: Stack, id: string, built: SstFunction): Alias => {
  const version = new Version(stack, `${id}First`, {
    lambda: built,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  return new Alias(stack, `${id}Live`, { aliasName: "live", version });
};

const roleOf = (
  stack: Stack,
  ground: Ground,
  name: FunctionName,
  { logGroup, more }: { readonly logGroup: LogGroup; readonly more: readonly PolicyStatement[] },
) => {
  const id = constructId(name);
  const policy = new ManagedPolicy(stack, `${id}May`, {
    managedPolicyName: `${nameIn(ground.stage, id)}-may`,
    description: `What ${name} may do, and nothing else`,
    statements: [
      new PolicyStatement({
        sid: "WritesItsLog",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
      ...oncePerName([...statementsFor(name, ground, stack), ...more]),
    ],
  });
  const role = new Role(stack, `${id}Role`, {
    roleName: nameIn(ground.stage, id),
    description: `The role of ${name}; no other function has it`,
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    managedPolicies: [policy],
  });
  // `sst dev` bridges to somebody's machine, and has to add its own rights for that.
  if ((stack.node.root as App).mode === "dev") return role;
  // Constructs like to help themselves to rights: what is not in the policy above is not granted.
  return role.withoutPolicyUpdates();
};

/** Two reasons may ask for the same right; IAM refuses a policy that names one twice. Throws where they mean two. */
const oncePerName = (statements: readonly PolicyStatement[]): readonly PolicyStatement[] => {
  const byName = new Map<string | undefined, PolicyStatement>();
  for (const statement of statements) {
    const known = byName.get(statement.sid) ?? statement;
    if (JSON.stringify(known) !== JSON.stringify(statement))
      throw new Error(`Cannot grant "${statement.sid}": it means two different rights`);
    byName.set(statement.sid, known);
  }
  return [...byName.values()];
};

/** Until an entry is written there is a stand-in for it, which nobody can deploy. */
const handlerOf = (name: FunctionName): string => {
  if (isWritten(name)) return `${entryOf(name)}.handler`;
  if (!isOffline()) throw new Error(`Cannot deploy ${name}: ${entryOf(name)}.ts is not written`);
  return "stacks/fixtures/stand-in.handler";
};

const isOffline = (): boolean => process.env["ARO_SYNTH"] === "offline";
