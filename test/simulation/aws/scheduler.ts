import type { CreateScheduleCommandInput } from "@aws-sdk/client-scheduler";
import { epochMs, instantFrom } from "#core/kernel/time";
import { invalid, refused } from "#test/simulation/aws/values";

export type Schedule = { readonly name: string; readonly atMs: number; readonly input: string };

/** EventBridge Scheduler as far as the adapter asks it: one schedule of a name. Whoever is told rings it. */
export const createMemoryScheduler = (onPlanned: (now: Schedule, was: Schedule | null) => void) => {
  const standing = new Map<string, Schedule>();
  const removed = (name: string): void => {
    if (!standing.delete(name)) throw refused("ResourceNotFoundException", `Schedule ${name}`);
  };
  const plan = (schedule: Schedule): object => {
    const was = standing.get(schedule.name) ?? null;
    standing.set(schedule.name, schedule);
    onPlanned(schedule, was);
    return {};
  };
  const answers: Readonly<Record<string, (wish: CreateScheduleCommandInput) => object>> = {
    CreateSchedule: (wish) => {
      const schedule = scheduleIn(wish);
      if (standing.has(schedule.name)) throw refused("ConflictException", "It exists");
      return plan(schedule);
    },
    UpdateSchedule: (wish) => {
      const schedule = scheduleIn(wish);
      if (!standing.has(schedule.name))
        throw refused("ResourceNotFoundException", `Schedule ${schedule.name}`);
      return plan(schedule);
    },
    DeleteSchedule: ({ Name: name = "" }) => {
      removed(name);
      return {};
    },
  };
  return {
    ask: (command: string, input: object): object => {
      const answer = answers[command];
      if (answer === undefined) throw invalid(command);
      return answer(input as CreateScheduleCommandInput);
    },
    stands: (schedule: Schedule): boolean => standing.get(schedule.name) === schedule,
    /** It has rung, and is gone. */
    complete: (schedule: Schedule): void => {
      if (standing.get(schedule.name) === schedule) standing.delete(schedule.name);
    },
  };
};

export type MemoryScheduler = ReturnType<typeof createMemoryScheduler>;

/** What the real one would refuse is refused: a time that is none, a name that it does not take, an unending schedule. */
const scheduleIn = (wish: CreateScheduleCommandInput): Schedule => {
  const { Name: name = "", ScheduleExpression: when = "", Target: target } = wish;
  const at = instantFrom(when.replace(/^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/, "$1Z"));
  if (at === null || !/^[0-9a-zA-Z-_.]{1,64}$/.test(name)) throw invalid(`${name} ${when}`);
  if (!ringsOnce(wish)) throw invalid("A schedule of ours rings at its time, and once");
  return { name, atMs: epochMs(at), input: target?.Input ?? "" };
};

const ringsOnce = (wish: CreateScheduleCommandInput): boolean =>
  wish.FlexibleTimeWindow?.Mode === "OFF" && wish.ActionAfterCompletion === "DELETE";
