import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { type AwsWhy, errorNameOf, whyOf } from "#adapters/aws/failures";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { timerBody } from "#adapters/aws/timer-message";
import { derive, type StreamName, type TenantId } from "#core/kernel/ids";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";
import type { Timer } from "#core/ports/timers";

/** One group for the stage: groups are few, and cannot be made for every tenant. */
export type SchedulesDeps = {
  readonly scheduler: SchedulerClient;
  readonly group: string;
  /** The queue of timers, what may send to it, and where a schedule goes that cannot. */
  readonly queueArn: string;
  readonly roleArn: string;
  readonly deadLetterArn: string;
};

/** What became of a wish. Whatever it is, the row of the timer stays true. */
export type ScheduleOutcome = "done" | "exists" | "gone" | AwsWhy;

export type Schedules = {
  /** `exists`: there is one of that name. */
  readonly create: (timer: Timer) => Promise<ScheduleOutcome>;
  /** Replaces everything in it. `gone`: there is none of that name (any more). */
  readonly replace: (timer: Timer) => Promise<ScheduleOutcome>;
  readonly remove: (tenant: TenantId, stream: StreamName) => Promise<ScheduleOutcome>;
};

/**
 * EventBridge Scheduler: one schedule per stream, named after it, gone when it has rung. It rings within the minute,
 * at least once, and into a queue.
 */
export const createSchedules = (deps: SchedulesDeps): Schedules => {
  const { scheduler, group } = deps;
  return {
    create: (timer) =>
      outcomeOf(() => scheduler.send(new CreateScheduleCommand(scheduleOf(deps, timer)))),
    replace: (timer) =>
      outcomeOf(() => scheduler.send(new UpdateScheduleCommand(scheduleOf(deps, timer)))),
    remove: (tenant, stream) =>
      outcomeOf(() =>
        scheduler.send(
          new DeleteScheduleCommand({ GroupName: group, Name: nameOf(tenant, stream) }),
        ),
      ),
  };
};

/** Deterministic, so that a plan that is made twice is one schedule; and it says nothing to who reads the list. */
const nameOf = (tenant: TenantId, stream: StreamName): string =>
  `wake.${derive("schedule", tenant, stream)}`;

const scheduleOf = (deps: SchedulesDeps, timer: Timer): CreateScheduleCommandInput => ({
  Name: nameOf(timer.tenant, timer.stream),
  GroupName: deps.group,
  ScheduleExpression: `at(${wholeSecond(timer.at)})`,
  ScheduleExpressionTimezone: "UTC",
  FlexibleTimeWindow: { Mode: "OFF" },
  ActionAfterCompletion: "DELETE",
  Target: {
    Arn: deps.queueArn,
    RoleArn: deps.roleArn,
    Input: envelopeOf({ tenant: timer.tenant, body: timerBody(timer) }),
    // A reminder that cannot be rung within a quarter of an hour is the sweeper's.
    RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 3 },
    DeadLetterConfig: { Arn: deps.deadLetterArn },
  },
});

/** The next one: what rings too early finds nothing due, and must be planned anew. */
const wholeSecond = (instant: Instant): string =>
  fromEpochMs(Math.ceil(epochMs(instant) / 1_000) * 1_000).slice(0, 19);

const outcomeOf = async (call: () => Promise<unknown>): Promise<ScheduleOutcome> => {
  try {
    await call();
    return "done";
  } catch (error) {
    const name = errorNameOf(error);
    if (name === "ConflictException") return "exists";
    if (name === "ResourceNotFoundException" && !isAboutGroup(error)) return "gone";
    return whyOf(error);
  }
};

/** A group that is missing is nobody's timer that has rung, but a stage that was not built to its end. */
const isAboutGroup = (error: unknown): boolean =>
  error instanceof Error && /schedule ?group/i.test(error.message);
