import { ArnFormat, type Stack } from "aws-cdk-lib";
import { ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { manifestAws } from "../manifest-aws.ts";
import { alarmNameIn, functionArn, functionNameIn, type Ground } from "./ground.ts";
import { functionNames } from "./names.ts";
import { releaseMachine } from "./release-machine.ts";
import { nameIn } from "./stages.ts";
import { allow } from "./allow.ts";

/** What moves traffic to new code: 5 %, 25 %, all of it, and back to none where an alarm rings (decision 0037). */
export const release = (stack: Stack, ground: Ground): void => {
  const { stage } = ground;
  const log = new LogGroup(stack, "ReleaseLog", {
    logGroupName: `/aws/vendedlogs/states/${nameIn(stage, "release")}`,
    retention: stage.logs,
    encryptionKey: ground.logsKey,
    removalPolicy: stage.onRemoval,
  });
  const machine = new CfnStateMachine(stack, "Release", {
    stateMachineName: nameIn(stage, "release"),
    stateMachineType: "STANDARD",
    roleArn: roleOf(stack, ground).roleArn,
    definitionString: JSON.stringify(
      releaseMachine({
        functions: functionNames.map((name) => functionNameIn(stage, name)),
        alarmPrefix: nameIn(stage, ""),
        ignored: manifestAws.ignoredByRelease.map((alarm) => alarmNameIn(stage, alarm, null)),
      }),
    ),
    tracingConfiguration: { enabled: true },
    loggingConfiguration: {
      level: "ALL",
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: log.logGroupArn } }],
    },
  });
  machine.applyRemovalPolicy(stage.onRemoval);
};

const roleOf = (stack: Stack, { stage }: Ground): Role => {
  const where = { stack, stage };
  const arns = functionNames.map((name) => functionArn(where, name));
  return new Role(stack, "Releaser", {
    roleName: nameIn(stage, "releases"),
    description: "Moves traffic between versions of our functions, and asks what the alarms say",
    assumedBy: new ServicePrincipal("states.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
    // Every function is named in each, and a policy holds 6,144 characters: so they are two.
    managedPolicies: [
      new ManagedPolicy(stack, "ReleaserMay", {
        managedPolicyName: `${nameIn(stage, "releases")}-may`,
        description: "Publishes versions of our functions, and asks what the alarms say",
        statements: [
          allow("PublishesVersions", ["lambda:PublishVersion"], arns),
          allow("AsksTheAlarms", ["cloudwatch:DescribeAlarms"], [everyAlarm(stack)]),
          ...observed,
        ],
      }),
      new ManagedPolicy(stack, "ReleaserMoves", {
        managedPolicyName: `${nameIn(stage, "releases")}-moves`,
        description: "Moves traffic between versions of our functions",
        statements: [
          allow(
            "MovesTraffic",
            ["lambda:GetAlias", "lambda:UpdateAlias"],
            arns.flatMap((arn) => [arn, `${arn}:live`]),
          ),
        ],
      }),
    ],
  });
};

/** Who asks for alarms by the beginning of their names asks for a list, and IAM wants a right to all of them. */
const everyAlarm = (stack: Stack): string =>
  stack.formatArn({
    service: "cloudwatch",
    resource: "alarm",
    resourceName: "*",
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Neither service knows a resource in these calls. */
const observed: readonly PolicyStatement[] = [
  allow(
    "DeliversItsLog",
    [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    ["*"],
  ),
  allow("Traces", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
];
