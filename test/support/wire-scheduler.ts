import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { mockClient } from "aws-sdk-client-mock";
import { createSchedules } from "#adapters/aws/schedules";
import { wireCredentials } from "#test/support/wire-kms";

type Call = "create" | "replace" | "remove";

/** The Scheduler as far as we use it, answering in place of the wire. It rings nothing by itself. */
export const createWireScheduler = (
  wish: { readonly heard?: (input: CreateScheduleCommandInput) => unknown } = {},
) => {
  const scheduler = new SchedulerClient({ region: "us-east-1", credentials: wireCredentials });
  const mock = mockClient(scheduler);
  const standing = new Map<string, CreateScheduleCommandInput>();
  const calls: { readonly call: Call; readonly name: string }[] = [];
  const refusals: Error[] = [];
  /** What happens just before the next call is carried out: somebody else was faster. */
  let meanwhile: (() => unknown) | null = null;

  const note = async (call: Call, name = ""): Promise<void> => {
    const first = meanwhile;
    meanwhile = null;
    await first?.();
    calls.push({ call, name });
    const refusal = refusals.shift();
    if (refusal !== undefined) throw refusal;
  };
  const needed = (name = ""): void => {
    if (!standing.has(name)) throw refusalOf("ResourceNotFoundException", `Schedule ${name}`);
  };

  mock.on(CreateScheduleCommand).callsFake(async (input: CreateScheduleCommandInput) => {
    await note("create", input.Name);
    if (standing.has(input.Name ?? "")) throw refusalOf("ConflictException", "exists", 409);
    standing.set(input.Name ?? "", input);
    wish.heard?.(input);
    return { ScheduleArn: "arn" };
  });
  mock.on(UpdateScheduleCommand).callsFake(async (input: CreateScheduleCommandInput) => {
    await note("replace", input.Name);
    needed(input.Name);
    standing.set(input.Name ?? "", input);
    wish.heard?.(input);
    return { ScheduleArn: "arn" };
  });
  mock.on(DeleteScheduleCommand).callsFake(async ({ Name }: { Name: string }) => {
    await note("remove", Name);
    needed(Name);
    standing.delete(Name);
    return {};
  });

  return {
    schedules: createSchedules({
      scheduler,
      group: "aro-test",
      queueArn: "arn:aws:sqs:us-east-1:000000000000:aro-test-timers",
      roleArn: "arn:aws:iam::000000000000:role/aro-test-ring",
      deadLetterArn: "arn:aws:sqs:us-east-1:000000000000:aro-test-timers-dead",
    }),
    standing: () => [...standing.values()],
    calls: () => calls.map(({ call }) => call),
    /** As if it had rung: it is gone. */
    ring: (): void => standing.clear(),
    before: (happening: () => unknown): void => {
      meanwhile = happening;
    },
    refuseNext: (name: string, status = 400, message = "secret details"): void => {
      refusals.push(refusalOf(name, message, status));
    },
    close: () => mock.restore(),
  };
};

export type WireScheduler = ReturnType<typeof createWireScheduler>;

const refusalOf = (name: string, message: string, status = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
