import { describe, expect, it } from "vitest";
import { type Executed, execute } from "#core/app/execute";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { takeDelivery } from "#core/app/take-delivery";
import { takeText } from "#core/app/take-text";
import { wake as ring } from "#core/app/wake";
import { appointmentFacts } from "#core/app/app";
import { customerIdOf } from "#core/app/judge-booking";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider, type AppointmentStreamWish } from "#core/appointment/journeys";
import { customerDecider } from "#core/customer/decide";
import {
  appointmentStream,
  as,
  type CorrelationId,
  type CustomerId,
  customerStream,
  type ExecutionId,
} from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { booking, hour, journey, minute, monday, reference } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";
import { cancel } from "#test/support/journey-stage";

/** Ten in New York: nobody sleeps. */
const morning = plusMs(monday, 3 * hour);
const phone = "+14045551234";
const stream = appointmentStream(appointmentIdOf(reference("A")));
const oneText = journey(
  "one-text",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
);

const correlationId = as<CorrelationId>("story");
const cause = {
  correlationId,
  causationId: as<never>("cause"),
  actor: { kind: "operator", name: "Ann" },
} as const;

const wish = async ({ app }: MemoryApp, id: string, wished: AppointmentStreamWish) =>
  handleCommand(
    app,
    appointmentStreamDecider,
    { tenant, stream, commandId: as(id), cause, wish: wished },
    await appointmentFacts(app, tenant, stream),
  );

/** Somebody has booked, and a text waits to be sent. */
const stage = async (journeys = [oneText]) => {
  const memory = memoryApp(morning, journeys);
  const customer: CustomerId = await customerIdOf(
    memory.app.vault,
    tenant,
    { phone, email: null },
    "",
  );
  await wish(memory, "book", { kind: "book", booking: booking("A", { customer }) });
  const state = () => stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
  const [execution = as<ExecutionId>("none")] = Object.keys(
    state().journeys.executions,
  ) as ExecutionId[];
  return {
    memory,
    customer,
    execution,
    phase: () => state().journeys.executions[execution]?.phase,
    tasks: () => Object.values(state().journeys.tasks).map(({ kind }) => kind),
    run: (): Promise<Executed> => execute(memory.app, { tenant, stream, execution, correlationId }),
    says: (body: string) =>
      takeText(memory.app, {
        tenant,
        provider: "twilio",
        sid: `IN-${body}`,
        from: phone,
        body,
        optOutType: null,
        correlationId: as("story"),
      }),
    wakeUp: async () => {
      const at = state().journeys.wakeAt ?? memory.now;
      memory.now = at > memory.now ? at : memory.now;
      await ring(memory.app, { tenant, stream, at, version: memory.commitsOf(stream).length });
    },
  };
};

describe("executing a text", () => {
  it("commits the intent before the call, and the outcome after it", async () => {
    const { memory, run, phase } = await stage();
    const seen: unknown[] = [];
    memory.onSend = async () => void seen.push(phase()?.status);
    expect(await run()).toBe("done");
    expect(seen).toEqual(["intended"]);
    expect(phase()).toMatchObject({ status: "sent", sid: "SM1" });
    expect(memory.sent).toMatchObject([{ to: { kind: "phone", phone }, body: 'The text "hello"' }]);
  });

  it("is done once, however often it is asked for", async () => {
    const { memory, run } = await stage();
    await run();
    expect(await run()).toBe("nothing_to_do");
    expect(memory.sent).toHaveLength(1);
  });

  it("waits while somebody else holds it, and gives the lease back when done", async () => {
    const { memory, run } = await stage();
    const during: Executed[] = [];
    memory.onSend = async () => void during.push(await run());
    await run();
    expect(during).toEqual(["held"]);
    expect(await run()).toBe("nothing_to_do");
  });

  it("does not call if it has stood still for longer than its lease: others may have sent it again by now", async () => {
    const { memory, run, phase } = await stage();
    memory.beforeAppend = async (name) => {
      if (name === stream) memory.now = plusMs(memory.now, 2 * minute);
      return null;
    };
    expect(await run()).toBe("held");
    expect(memory.sent).toEqual([]);
    expect(phase()).toMatchObject({ status: "intended" });
  });

  it("does not take another text in the same words for the one that it looks for", async () => {
    const twin = journey(
      "twin",
      `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
    );
    const { memory, run } = await stage([oneText, twin]);
    const executions = Object.keys(
      stateAfter(appointmentStreamDecider, memory.commitsOf(stream)).journeys.executions,
    ) as ExecutionId[];
    await run();
    const [, second = as<ExecutionId>("none")] = executions;
    const asked: (readonly string[] | undefined)[] = [];
    const { messenger } = memory.app;
    Object.assign(memory.app, {
      messenger: {
        ...messenger,
        find: async (_: unknown, __: unknown, others?: readonly string[]) => {
          asked.push(others);
          return { kind: "absent" };
        },
      },
    });
    memory.answers = [{ kind: "unknown", why: "timeout" }];
    const job = { tenant, stream, execution: second, correlationId };
    await execute(memory.app, job);
    await execute(memory.app, job);
    expect(asked).toEqual([["SM1"]]);
  });

  it("knows another visit's text for what it is, also when it looks weeks later", async () => {
    const { memory, customer, run, wakeUp } = await stage();
    memory.answers = [
      { kind: "unknown", why: "timeout" },
      { kind: "sent", sid: "SM2", status: "queued" },
    ];
    await run();
    const other = appointmentStream(appointmentIdOf(reference("B")));
    await handleCommand(
      memory.app,
      appointmentStreamDecider,
      {
        tenant,
        stream: other,
        commandId: as("book other"),
        cause,
        wish: { kind: "book", booking: booking("B", { customer }) },
      },
      await appointmentFacts(memory.app, tenant, other),
    );
    const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(other));
    const [execution = as<ExecutionId>("none")] = Object.keys(journeys.executions) as ExecutionId[];
    await execute(memory.app, { tenant, stream: other, execution, correlationId });

    memory.now = plusMs(memory.now, 28 * 24 * hour);
    const asked: (readonly string[] | undefined)[] = [];
    Object.assign(memory.app, {
      messenger: {
        ...memory.app.messenger,
        find: async (_: unknown, __: unknown, others?: readonly string[]) => {
          asked.push(others);
          return { kind: "absent" };
        },
      },
    });
    await wakeUp();
    await run();
    expect(asked).toEqual([["SM2"]]);
  });

  it("of something that nobody has asked for does nothing", async () => {
    const { memory } = await stage();
    const execution = as<ExecutionId>("appointment.x.y");
    expect(await execute(memory.app, { tenant, stream, execution, correlationId })).toBe(
      "nothing_to_do",
    );
    expect(memory.sent).toEqual([]);
  });

  it("does not call for who has opted out, be it before or in the very moment", async () => {
    const before = await stage();
    await before.says("STOP");
    await before.run();
    expect(before.phase()).toEqual({ status: "suppressed", why: "opted_out" });

    const between = await stage();
    let isIntended = false;
    between.memory.beforeAppend = async (name) => {
      if (name !== stream || isIntended) return null;
      isIntended = true;
      await between.says("STOP"); // The intent is being written; consent has been asked already.
      return null;
    };
    await between.run();
    expect(between.phase()).toEqual({ status: "suppressed", why: "opted_out" });
    expect([...before.memory.sent, ...between.memory.sent]).toEqual([]);
  });

  it("does not call for a number that has been refused for good before", async () => {
    const { memory, customer, execution, run, phase } = await stage();
    await handleCommand(
      memory.app,
      customerDecider,
      {
        tenant,
        stream: customerStream(customer),
        commandId: as("refused"),
        cause,
        wish: { kind: "note_unreachable", execution },
      },
      {},
    );
    await run();
    expect(phase()).toEqual({ status: "suppressed", why: "number_unreachable" });
    expect(memory.sent).toEqual([]);
  });

  it("does not call for a visit that is cancelled while it begins", async () => {
    const { memory, run, phase } = await stage();
    let isCancelled = false;
    memory.beforeAppend = async () => {
      if (isCancelled) return null;
      isCancelled = true;
      await wish(memory, "cancel", cancel);
      return null;
    };
    expect(await run()).toBe("done");
    expect(phase()).toMatchObject({ status: "suppressed" });
    expect(memory.sent).toEqual([]);
  });
});

describe("an outcome that nobody knows", () => {
  it("after a crash between call and outcome is looked up by the next worker, not sent again", async () => {
    const { memory, run, phase } = await stage();
    memory.onSend = async () => {
      throw new Error("The worker dies");
    };
    await expect(run()).rejects.toThrow("The worker dies");
    expect(phase()).toMatchObject({ status: "intended" });

    memory.lookUps = [{ kind: "found", sid: "SM1", status: "sent" }];
    expect(await run()).toBe("done");
    expect(phase()).toMatchObject({ status: "sent", sid: "SM1" });
    expect(memory.sent).toHaveLength(1);
  });

  it("is looked up, resent once after a quarter of an hour, and then left to a person", async () => {
    const { memory, run, phase, wakeUp, tasks } = await stage();
    memory.answers = [{ kind: "unknown", why: "timeout" }];
    for (let round = 0; round < 30 && phase()?.status !== "failed"; round += 1) {
      await run();
      if (phase()?.status === "unknown") await wakeUp();
    }
    expect(phase()).toEqual({ status: "failed", why: "outcome_unknown" });
    expect(memory.sent).toHaveLength(2);
    expect(tasks()).toEqual(["text-failed"]);
  });

  it("is told by the carrier's callback, and a late reply says nothing new", async () => {
    const { memory, run, execution, phase } = await stage();
    const report = {
      tenant,
      provider: "twilio",
      execution,
      sid: "SM1",
      status: "sent",
      errorCode: null,
    } as const;
    memory.onSend = async () => void (await takeDelivery(memory.app, report));
    await run();
    expect(phase()).toMatchObject({ status: "sent", delivery: "sent" });
    const before = memory.commitsOf(stream).length;
    expect(await takeDelivery(memory.app, report)).toMatchObject({ value: { kind: "repeated" } });
    expect(memory.commitsOf(stream)).toHaveLength(before);
  });

  it("of a text that is none of ours is refused", async () => {
    const { memory, execution } = await stage();
    const report = {
      tenant,
      provider: "twilio",
      sid: "SM1",
      status: "sent",
      errorCode: null,
    } as const;
    expect(await takeDelivery(memory.app, { ...report, execution: "x" })).toMatchObject({
      refusal: { code: "execution_unknown" },
    });
    const other = `${execution.slice(0, -4)}0000`;
    expect(await takeDelivery(memory.app, { ...report, execution: other })).toMatchObject({
      value: { kind: "refused", refusal: { code: "execution_unknown" } },
    });
  });
});

describe("a stream that is too busy to write to", () => {
  it("lets the job come again, before the call as after it, and nothing is lost", async () => {
    const before = await stage();
    before.memory.beforeAppend = async () => "version_moved";
    expect(await before.run()).toBe("held");
    expect(before.memory.sent).toEqual([]);
    before.memory.beforeAppend = async () => null;
    expect(await before.run()).toBe("done");

    const after = await stage();
    after.memory.onSend = async () => {
      after.memory.beforeAppend = async () => "version_moved";
    };
    expect(await after.run()).toBe("held");
    after.memory.beforeAppend = async () => null;
    after.memory.lookUps = [{ kind: "found", sid: "SM1", status: "sent" }];
    expect(await after.run()).toBe("done");
    expect(after.phase()).toMatchObject({ status: "sent" });
    expect(after.memory.sent).toHaveLength(1);
  });
});

describe("a worker that wakes up after its lease", () => {
  it("writes nothing over what its successor has found", async () => {
    const { memory, run, execution, phase } = await stage();
    memory.onSend = async () => {
      memory.now = plusMs(memory.now, 2 * minute);
      await wish(memory, "successor", {
        kind: "resolve_execution",
        execution,
        token: 2,
        found: { kind: "found", sid: "SM2", status: "sent" },
      });
    };
    memory.answers = [{ kind: "sent", sid: "SM1", status: "queued" }];
    await run();
    expect(phase()).toMatchObject({ status: "sent", sid: "SM2" });
  });
});
