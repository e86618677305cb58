import type { Stack } from "aws-cdk-lib";
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { type Ground, queueArn, ruleArn, schedulerRoleName } from "./ground.ts";
import { clocks, deadLettersOf, wakes } from "./names.ts";
import { openDeadLetters, openQueue } from "./queue.ts";
import { nameIn } from "./stages.ts";
import { allow } from "./allow.ts";
import { encryptsMessages } from "./statements.ts";

/**
 * Where schedules are made, the queue they ring, and what could not be rung.
 *
 * One group for all tenants: an account may have 500, and makes ten a second. A schedule's name holds the tenant.
 */
export const timers = (stack: Stack, ground: Ground): void => {
  const { stage } = ground;
  const group = new CfnScheduleGroup(stack, "Schedules", { name: nameIn(stage, "schedules") });
  group.applyRemovalPolicy(stage.onRemoval);

  openQueue(stack, ground, wakes);
  openDeadLetters(stack, ground, "schedules");
  for (const { on } of clocks)
    openDeadLetters(stack, ground, on).addToResourcePolicy(
      new PolicyStatement({
        sid: "ItsRulePutsAside",
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queueArn({ stack, stage }, deadLettersOf(on))],
        conditions: { ArnEquals: { "aws:SourceArn": ruleArn({ stack, stage }, on) } },
      }),
    );

  new Role(stack, "Ringer", {
    roleName: schedulerRoleName(stage),
    description:
      "What the Scheduler is when it rings: it may put a wake into its queue, and no more",
    // Only on behalf of our own group: else anybody's schedule could borrow the role.
    assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
      conditions: {
        StringEquals: { "aws:SourceAccount": stack.account, "aws:SourceArn": group.attrArn },
      },
    }),
    managedPolicies: [
      new ManagedPolicy(stack, "RingerMay", {
        managedPolicyName: `${schedulerRoleName(stage)}-may`,
        description: "Puts wakes into their queue",
        statements: [
          allow(
            "Rings",
            ["sqs:SendMessage"],
            [wakes, deadLettersOf("schedules")].map((one) => queueArn({ stack, stage }, one)),
          ),
          encryptsMessages(ground.messagesKey),
        ],
      }),
    ],
  });
};
