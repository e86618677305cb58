import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { envelopeIn } from "#adapters/aws/queue-envelope";
import { timerFrom } from "#adapters/aws/timer-message";
import type { TimerRows } from "#adapters/aws/timer-plan";
import { type AwsTimers, createTimers, type TimerTrouble } from "#adapters/aws/timers";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import { timersContract } from "#test/contract/timers";
import { memoryTimerRows } from "#test/support/memory-timer-rows";
import { house, tenantA, tenantB } from "#test/support/sample-commits";
import { watchedOver } from "#test/support/watched-timers";
import { createWireScheduler, type WireScheduler } from "#test/support/wire-scheduler";

const nine = at("2026-03-02T09:00:00Z");
const minute = 60_000;
const hour = 60 * minute;

let wire: WireScheduler;
let rows: ReturnType<typeof memoryTimerRows>;
let now: Instant;
let sent: { readonly message: QueueMessage; readonly at: Instant }[];
let troubles: TimerTrouble[];
let timers: AwsTimers;

const timersOver = (wish: { rows?: TimerRows } = {}): AwsTimers =>
  createTimers({
    rows: wish.rows ?? rows,
    schedules: wire.schedules,
    queues: { send: async (message, at) => void sent.push({ message, at }) },
    queue: "timers",
    clock: { now: () => now },
    tell: (trouble) => void troubles.push(trouble),
  });

beforeEach(() => {
  wire = createWireScheduler();
  rows = memoryTimerRows();
  now = nine;
  sent = [];
  troubles = [];
  timers = timersOver();
});
afterEach(() => wire.close());

timersContract("Timers over the Scheduler, mocked at the wire,", () => ({
  port: watchedOver(timersOver(), () => rows.planned()),
  close: () => undefined,
}));

const timer = (inMs: number, wish: Partial<Timer> = {}): Timer => ({
  tenant: tenantA,
  stream: house,
  at: plusMs(nine, inMs),
  version: 1,
  ...wish,
});

const times = () => wire.standing().map(({ ScheduleExpression }) => ScheduleExpression);

it("gives a timer that rang twice one time more, and not two: they would go on doubling", async () => {
  const overdue = timer(0);
  await timers.plan(overdue);
  const ringAndPlan = async (): Promise<void> => {
    await timers.finish(overdue);
    await timers.plan({ ...overdue, at: plusMs(now, minute) });
  };
  await ringAndPlan();
  now = plusMs(now, 1_000);
  await ringAndPlan();

  expect(sent.map(({ at }) => at)).toEqual([nine, plusMs(nine, minute)]);
  now = plusMs(nine, minute);
  await timers.plan(timer(2 * minute));
  expect(sent.at(-1)?.at).toBe(plusMs(nine, 2 * minute));
});

describe("a timer", () => {
  it("due within two days becomes one schedule that rings into the queue, and then goes", async () => {
    await timers.plan(timer(hour));
    expect(wire.standing()).toEqual([
      {
        Name: expect.stringMatching(/^wake\.[0-9a-f]{32}$/) as string,
        GroupName: "aro-test",
        ScheduleExpression: "at(2026-03-02T10:00:00)",
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: "arn:aws:sqs:us-east-1:000000000000:aro-test-timers",
          RoleArn: "arn:aws:iam::000000000000:role/aro-test-ring",
          Input:
            '{"tenant":"tenant-a","body":{"stream":"house/1","version":1,"at":"2026-03-02T10:00:00.000Z"}}',
          RetryPolicy: { MaximumEventAgeInSeconds: 900, MaximumRetryAttempts: 3 },
          DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:aro-test-timers-dead" },
        },
      },
    ]);
    expect(sent).toEqual([]);
  });

  it("rings as the timer that was planned, whichever way it came", async () => {
    await timers.plan(timer(hour));
    const [scheduled] = wire.standing();
    expect(timerFrom(envelopeIn(scheduled?.Target?.Input ?? "") ?? Object.create(null))).toEqual(
      timer(hour),
    );
    await timers.plan(timer(minute, { stream: "house/2" as Timer["stream"] }));
    expect(sent.map(({ message }) => timerFrom(message))).toEqual([
      timer(minute, { stream: "house/2" as Timer["stream"] }),
    ]);
  });

  it("never rings before its time, which may lie within a second", async () => {
    await timers.plan(timer(hour + 1));
    expect(times()).toEqual(["at(2026-03-02T10:00:01)"]);
  });

  it("bears no other stream's or tenant's name", async () => {
    for (const tenant of [tenantA, tenantB])
      for (const stream of ["house/1", "house/2"])
        await timers.plan(timer(hour, { tenant, stream: stream as Timer["stream"] }));
    const names = new Set(wire.standing().map(({ Name }) => Name));
    expect(names.size).toBe(4);
  });

  it.each([2 * minute, 0, -hour])("due in %i ms goes right into the queue", async (inMs) => {
    await timers.plan(timer(inMs));
    expect(sent).toMatchObject([{ message: { queue: "timers" }, at: timer(inMs).at }]);
    expect(wire.calls()).toEqual([]);
  });

  it("due beyond two days waits in its row until the sweeper finds it near", async () => {
    await timers.plan(timer(49 * hour));
    expect(await timers.planAhead(10)).toBe(0);
    expect(wire.calls()).toEqual([]);
    now = plusMs(nine, hour);
    expect(await timers.planAhead(10)).toBe(1);
    expect(times()).toEqual(["at(2026-03-04T10:00:00)"]);
    expect(await timers.planAhead(10)).toBe(0);
  });

  it("whose time the sweeper finds almost here goes into the queue", async () => {
    await timers.plan(timer(49 * hour));
    now = plusMs(nine, 49 * hour);
    await timers.planAhead(10);
    expect(sent).toHaveLength(1);
  });
});

describe("a timer planned anew", () => {
  it("has one schedule, of the newer plan", async () => {
    await timers.plan(timer(hour));
    await timers.plan(timer(2 * hour, { version: 2 }));
    expect(times()).toEqual(["at(2026-03-02T11:00:00)"]);
    expect(wire.standing()[0]?.Target?.Input).toContain('"version":2');
  });

  it.each([
    ["for never", null],
    ["for at once", minute],
    ["for the week after", 150 * hour],
  ])("%s loses its schedule", async (_, inMs) => {
    await timers.plan(timer(hour));
    await timers.plan({
      ...timer(0, { version: 2 }),
      at: inMs === null ? null : plusMs(nine, inMs),
    });
    expect(wire.standing()).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it("by an older version changes nothing", async () => {
    await timers.plan(timer(hour, { version: 2 }));
    await timers.plan(timer(2 * hour, { version: 1 }));
    expect(wire.calls()).toEqual(["create"]);
  });

  it("after its schedule has rung gets a new one", async () => {
    await timers.plan(timer(hour));
    wire.ring();
    await timers.plan(timer(2 * hour, { version: 2 }));
    expect(times()).toEqual(["at(2026-03-02T11:00:00)"]);
  });

  it("while its schedule rings gets a new one", async () => {
    await timers.plan(timer(hour));
    const racing = {
      ...rows,
      get: async (...place: Parameters<TimerRows["get"]>) => {
        wire.ring(); // Between the refusal to create and the replacement.
        return rows.get(...place);
      },
    };
    await timersOver({ rows: racing }).plan(timer(2 * hour, { version: 2 }));
    expect(wire.calls()).toEqual(["create", "create", "replace", "create"]);
    expect(times()).toEqual(["at(2026-03-02T11:00:00)"]);
  });

  it("twice at once ends with the newer plan, whoever comes to the Scheduler first", async () => {
    await timers.plan(timer(hour));
    wire.before(() => timers.plan(timer(3 * hour, { version: 3 })));
    await timers.plan(timer(2 * hour, { version: 2 }));
    expect(wire.calls()).toEqual(["create", "create", "replace", "create"]);
    expect(times()).toEqual(["at(2026-03-02T12:00:00)"]);
  });

  it("is not taken away by the late removal of an older plan", async () => {
    await timers.plan(timer(hour));
    wire.before(() => timers.plan(timer(3 * hour, { version: 3 })));
    await timers.plan({ ...timer(0, { version: 2 }), at: null });
    expect(times()).toEqual(["at(2026-03-02T12:00:00)"]);
  });
});

describe("a schedule that rings", () => {
  it("late, for a plan that has moved, does not take the new plan away", async () => {
    await timers.plan(timer(hour));
    await timers.plan(timer(3 * hour, { version: 2 }));
    await timers.finish(timer(hour));
    expect(await rows.planned()).toEqual([timer(3 * hour, { version: 2 })]);
  });

  it("twice is finished once, and stays so", async () => {
    await timers.plan(timer(hour));
    await timers.finish(timer(hour));
    await timers.finish(timer(hour));
    expect(await rows.planned()).toEqual([]);
  });

  it("writes nothing where the stream has told when it wakes next: that plan replaces it", async () => {
    await timers.plan(timer(hour));
    wire.ring();
    await timers.finish(timer(hour), "told");
    expect(await rows.planned()).toEqual([timer(hour)]);
    await timers.plan(timer(3 * hour, { version: 2 }));
    expect(await rows.planned()).toEqual([timer(3 * hour, { version: 2 })]);
    expect(times()).toEqual(["at(2026-03-02T12:00:00)"]);
  });

  it("not at all leaves its row, and is planned anew by whoever finds the stream overdue", async () => {
    await timers.plan(timer(hour));
    wire.ring();
    now = plusMs(nine, 2 * hour);
    expect(await rows.planned()).toEqual([timer(hour)]);
    await timers.plan(timer(hour));
    expect(sent).toHaveLength(1);
  });
});

describe("the Scheduler refusing", () => {
  it.each([
    ["ThrottlingException", 429, "throttled"],
    ["ServiceQuotaExceededException", 402, "quota_reached"],
    ["AccessDeniedException", 403, "denied"],
    ["ValidationException", 400, "refused"],
    ["InternalServerException", 500, "unavailable"],
  ])("to create with %s (%i) is told as %s, and the sweeper tries again", async (...refusal) => {
    const [name, status, why] = refusal;
    wire.refuseNext(name, status);
    await timers.plan(timer(hour));
    expect(troubles).toEqual([
      { doing: "create", why, tenant: tenantA, stream: house, version: 1 },
    ]);
    expect(wire.standing()).toEqual([]);
    expect(await timers.planAhead(10)).toBe(1);
    expect(times()).toEqual(["at(2026-03-02T10:00:00)"]);
  });

  it("because the group is missing is not taken for a timer that has rung", async () => {
    wire.refuseNext("ResourceNotFoundException", 404, "Schedule group aro-test does not exist.");
    await timers.plan(timer(hour));
    expect(troubles).toMatchObject([{ doing: "create", why: "missing" }]);
  });

  it("to replace leaves the newer plan to the sweeper", async () => {
    await timers.plan(timer(hour));
    wire.refuseNext("ConflictException", 409);
    wire.refuseNext("ThrottlingException", 429);
    await timers.plan(timer(2 * hour, { version: 2 }));
    expect(troubles).toMatchObject([{ doing: "replace", why: "throttled" }]);
    expect(await timers.planAhead(10)).toBe(1);
    expect(times()).toEqual(["at(2026-03-02T11:00:00)"]);
  });

  it("to remove is told, and the plan stands", async () => {
    await timers.plan(timer(hour));
    wire.refuseNext("ThrottlingException", 429);
    await timers.plan({ ...timer(0, { version: 2 }), at: null });
    expect(troubles).toMatchObject([{ doing: "remove", why: "throttled" }]);
    expect(await rows.planned()).toEqual([]);
  });

  it("is no reason for the queue's failure to keep the others waiting", async () => {
    for (const [stream, inMs] of [
      ["house/1", 49],
      ["house/2", 51],
    ] as const)
      await timers.plan(timer(inMs * hour, { stream: stream as Timer["stream"] }));
    now = plusMs(nine, 49 * hour);
    const refusing = createTimers({
      rows,
      schedules: wire.schedules,
      queues: { send: () => Promise.reject(new Error("sqs_denied")) },
      queue: "timers",
      clock: { now: () => now },
      tell: () => undefined,
    });
    await expect(refusing.planAhead(10)).rejects.toThrow("sqs_denied");
    expect(times()).toEqual(["at(2026-03-04T12:00:00)"]);
    expect(rows.stateOf(timer(49 * hour))).toBe("waiting");
  });

  it("one of several keeps the sweeper from none of the others", async () => {
    for (const stream of ["house/1", "house/2", "house/3"])
      await timers.plan(timer(49 * hour, { stream: stream as Timer["stream"] }));
    now = plusMs(nine, 2 * hour);
    wire.refuseNext("ThrottlingException", 429);
    expect(await timers.planAhead(10)).toBe(2);
    expect(wire.standing()).toHaveLength(2);
    expect(await timers.planAhead(10)).toBe(1);
    expect(wire.standing()).toHaveLength(3);
  });
});

describe("very many timers that have come near", () => {
  const many = Array.from({ length: 120 }, (_, index) =>
    timer(49 * hour, { stream: `house/${index}` as Timer["stream"] }),
  );
  const near = async (wish: Partial<TimerRows> = {}): Promise<AwsTimers> => {
    for (const one of many) await timers.plan(one);
    now = plusMs(nine, 2 * hour);
    return timersOver({ rows: { ...rows, ...wish } });
  };

  it("are brought to the Scheduler a few at a time", async () => {
    let most = 0;
    let under = 0;
    const slow = await near({
      mark: async (...given) => {
        most = Math.max(most, (under += 1));
        await rows.mark(...given);
        under -= 1;
      },
    });
    expect(await slow.planAhead(1_000)).toBe(120);
    expect(most).toBeLessThanOrEqual(50);
    expect(wire.standing()).toHaveLength(120);
  });

  it("are brought there but for the one that cannot be, which is told at the end", async () => {
    const broken = await near({
      mark: async (one, state) => {
        if (one.stream === "house/7") throw new Error("dynamodb_throttled");
        await rows.mark(one, state);
      },
    });
    await expect(broken.planAhead(1_000)).rejects.toThrow("dynamodb_throttled");
    expect(
      many.filter((one) => rows.stateOf(one) === "waiting").map(({ stream }) => stream),
    ).toEqual(["house/7"]);
  });

  it("that take too long are left to the next minute: others wait for the sweeper, too", async () => {
    const slow = await near({
      mark: async (...given) => {
        now = plusMs(now, 2_000);
        await rows.mark(...given);
      },
    });
    expect(await slow.planAhead(1_000)).toBe(50);
    expect(await slow.planAhead(1_000)).toBe(50);
  });
});
