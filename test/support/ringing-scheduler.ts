import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { mockClient } from "aws-sdk-client-mock";
import { earliest, type Instant, instantFrom } from "#core/kernel/time";
import { wireCredentials } from "#test/support/wire-kms";

type Schedule = { readonly name: string; readonly at: Instant; readonly input: string };

/** EventBridge Scheduler as far as we use it, answering in place of the wire: one-time schedules, gone when they ring. */
export const createRingingScheduler = () => {
  const scheduler = new SchedulerClient({ region: "us-east-1", credentials: wireCredentials });
  const mock = mockClient(scheduler);
  const schedules = new Map<string, Schedule>();
  const calls: string[] = [];

  mock.on(CreateScheduleCommand).callsFake(async (wish: Wish) => {
    calls.push("create");
    if (schedules.has(wish.Name ?? "")) throw named("ConflictException");
    schedules.set(wish.Name ?? "", scheduleIn(wish));
    return {};
  });
  mock.on(UpdateScheduleCommand).callsFake(async (wish: Wish) => {
    calls.push("update");
    if (!schedules.has(wish.Name ?? "")) throw named("ResourceNotFoundException");
    schedules.set(wish.Name ?? "", scheduleIn(wish));
    return {};
  });
  mock.on(DeleteScheduleCommand).callsFake(async ({ Name: name = "" }: Wish) => {
    calls.push("delete");
    if (!schedules.delete(name)) throw named("ResourceNotFoundException");
    return {};
  });

  return {
    scheduler,
    calls: (): readonly string[] => calls,
    next: (): Instant | null => earliest([...schedules.values()].map(({ at }) => at)),
    /** What rings by now, the earliest first: the bodies that go into the queue. */
    ring: (now: Instant): readonly string[] => {
      const due = [...schedules.values()].filter(({ at }) => at <= now);
      for (const { name } of due) schedules.delete(name);
      calls.push(...due.map(() => "ring"));
      return due.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ input }) => input);
    },
    close: () => mock.restore(),
  };
};

type Wish = {
  readonly Name?: string | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly Target?: { readonly Input?: string | undefined } | undefined;
};

const scheduleIn = ({ Name: name = "", ScheduleExpression: when = "", Target: target }: Wish) => {
  const at = instantFrom(`${/^at\((.+)\)$/.exec(when)?.[1]}Z`);
  if (at === null) throw named("ValidationException");
  return { name, at, input: target?.Input ?? "" };
};

const named = (name: string): Error =>
  Object.assign(new Error("secret details"), { name, $metadata: { httpStatusCode: 400 } });
