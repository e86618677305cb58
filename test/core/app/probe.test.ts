import { describe, expect, it } from "vitest";
import { appointmentFacts } from "#core/app/app";
import { execute } from "#core/app/execute";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { giveOperator, giveTask } from "#core/app/people";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { customerDecider } from "#core/customer/decide";
import { appointmentStream, as, customerStream, type StreamName } from "#core/kernel/ids";
import { refuse } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";
import { operatorDecider } from "#core/operator/decide";
import type { Breaker } from "#core/policy/breaker";
import { tenantDecider, tenantStream } from "#core/tenant/operators";
import { booking, hour, journey, minute, monday, reference } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";
import { sam, samsStream } from "#test/support/operators";

/** Ten in New York: nobody sleeps. */
const morning = plusMs(monday, 3 * hour);
const night = plusMs(morning, 12 * hour);
const reminding = journey(
  "reminding",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello } }]`,
);
const cause = {
  correlationId: as<never>("story"),
  causationId: as<never>("cause"),
  actor: { kind: "system", name: "test" },
} as const;

/** It was down a while ago, and somebody may try by now. */
const mayTry: Breaker = {
  status: "open",
  since: plusMs(morning, -6 * hour),
  until: plusMs(morning, -5 * hour),
};
/** As if nobody had taken the probe: the next who comes is the probe. */
const nobodyTries = { status: "half_open", since: mayTry.since, successes: 0, probe: null };

const breaker = async ({ app }: MemoryApp) => (await app.breakers.read(tenant, "carrier")).breaker;
const begun = async () => {
  const memory = memoryApp(morning, [reminding]);
  await memory.app.breakers.replace(tenant, "carrier", { breaker: mayTry, version: 0 });
  return memory;
};
const run = (memory: MemoryApp, stream: StreamName, execution: string) =>
  execute(memory.app, { tenant, stream, execution: as(execution), correlationId: as("story") });

const visitStream = appointmentStream(appointmentIdOf(reference("A")));
const { customer } = booking("A");

/** A visit whose reminder may go now. */
const withText = async () => {
  const memory = await begun();
  const stream = visitStream;
  const wish = { kind: "book", booking: booking("A") } as const;
  const command = { tenant, stream, commandId: as<never>("book"), cause, wish };
  const facts = await appointmentFacts(memory.app, tenant, stream);
  await handleCommand(memory.app, appointmentStreamDecider, command, facts);
  return memory;
};
const textOf = (memory: MemoryApp) => {
  const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(visitStream));
  const [text] = Object.values(journeys.executions);
  if (text === undefined) throw new Error("Cannot find a text");
  return text;
};
const sendText = (memory: MemoryApp) => run(memory, visitStream, textOf(memory).execution);

const ofBusiness = async (
  { app }: MemoryApp,
  wish: Parameters<typeof tenantDecider.decide>[1],
): Promise<void> => {
  const stream = tenantStream(tenant);
  const command = { tenant, stream, commandId: as<never>(wish.kind), cause, wish };
  await handleCommand(app, tenantDecider, command, {});
};

/** A person of the business who is to hear of a task now. */
const withNotice = async () => {
  const memory = await begun();
  const { app } = memory;
  await ofBusiness(memory, { kind: "add_operator", card: sam });
  const about = { task: as<never>("a"), kind: "text-failed", priority: "medium" } as const;
  const dueAt: Instant = plusMs(morning, hour);
  const opened = { type: "task.opened", ...about, dueAt } as const;
  const openedAt = morning;
  await giveTask(app, about.task, {
    tenant,
    commandId: as("open"),
    cause,
    wish: { kind: "begin", opened, from: visitStream, openedAt },
  });
  await giveOperator(app, sam.operator, {
    tenant,
    commandId: as("notify"),
    cause,
    wish: { kind: "notify", item: { ...about, asOf: 1, dueAt }, visit: null },
  });
  return memory;
};
const noticeOf = (memory: MemoryApp) => {
  const [notice] = Object.values(stateAfter(operatorDecider, memory.commitsOf(samsStream)).notices);
  if (notice === undefined) throw new Error("Cannot find a notice");
  return notice;
};
const tell = (memory: MemoryApp) => run(memory, samsStream, noticeOf(memory).execution);

describe("a notice", () => {
  it("is the probe, where it goes", async () => {
    const memory = await withNotice();
    await tell(memory);
    expect(noticeOf(memory).phase.status).toBe("sent");
    expect(await breaker(memory)).toEqual({ ...nobodyTries, successes: 1 });
  });

  it("that has to wait until its person is awake is not the probe", async () => {
    const memory = await withNotice();
    memory.now = night;
    await tell(memory);
    expect(noticeOf(memory).phase).toMatchObject({ status: "deferred", why: "quiet_hours" });
    expect(await breaker(memory)).toEqual(mayTry);
  });

  it("whose person is asleep by a clock that is slow, and awake by the stream, does not go without a pass", async () => {
    const memory = await withNotice();
    memory.now = plusMs(morning, -4 * hour);
    await tell(memory);
    expect(memory.sent).toEqual([]);
    expect(noticeOf(memory).phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(await breaker(memory)).toEqual(mayTry);
  });

  it("to somebody who is no longer there is not the probe", async () => {
    const memory = await withNotice();
    await ofBusiness(memory, { kind: "remove_operator", operator: sam.operator });
    await tell(memory);
    expect(noticeOf(memory).phase).toMatchObject({ status: "suppressed", why: "operator_removed" });
    expect(await breaker(memory)).toEqual(mayTry);
  });

  it("gives the probe back, where its intent cannot be written", async () => {
    const memory = await withNotice();
    memory.beforeAppend = async () => "version_moved";
    expect(await tell(memory)).toBe("held");
    expect(await breaker(memory)).toEqual(nobodyTries);
  });

  it("waits for the carrier, where somebody else is the probe", async () => {
    const memory = await withNotice();
    const probe = { by: "another", until: plusMs(morning, minute) };
    const taken = { status: "half_open", since: morning, successes: 0, probe } as const;
    await memory.app.breakers.replace(tenant, "carrier", { breaker: taken, version: 1 });
    await tell(memory);
    expect(noticeOf(memory).phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(await breaker(memory)).toEqual(taken);
  });
});

describe("a text that would wait by a clock that is slow, and may go by the stream", () => {
  const slow = plusMs(morning, -4 * hour);

  it("goes as the probe", async () => {
    const memory = await withText();
    memory.now = slow;
    await sendText(memory);
    expect(memory.sent).toHaveLength(1);
    expect(await breaker(memory)).toMatchObject({ status: "half_open", successes: 1, probe: null });
  });

  it("does not go without a pass, where somebody else is the probe", async () => {
    const memory = await withText();
    const probe = { by: "another", until: plusMs(slow, minute) };
    const taken = { status: "half_open", since: mayTry.since, successes: 0, probe } as const;
    await memory.app.breakers.replace(tenant, "carrier", { breaker: taken, version: 1 });
    memory.now = slow;
    await sendText(memory);
    expect(memory.sent).toEqual([]);
    expect(textOf(memory).phase).toMatchObject({ status: "deferred", why: "provider_down" });
    expect(await breaker(memory)).toEqual(taken);
  });
});

describe("a text that cannot be written", () => {
  it("fails at once, and does not wait for a carrier that is down, for it would never find out", async () => {
    const memory = await withText();
    const compose = () => refuse("text_too_long");
    const app = { ...memory.app, pack: { ...memory.app.pack, compose } } as MemoryApp["app"];
    await sendText({ ...memory, app });
    expect(textOf(memory).phase).toMatchObject({ status: "failed", why: "text_too_long" });
    expect(await breaker(memory)).toEqual(mayTry);
  });
});

describe("a text that was let through as the probe", () => {
  it("and whose intent cannot be written, gives the probe back", async () => {
    const memory = await withText();
    memory.beforeAppend = async (name) => (name === visitStream ? "version_moved" : null);
    expect(await sendText(memory)).toBe("held");
    expect(await breaker(memory)).toEqual(nobodyTries);
  });

  it("and is withdrawn in the last look, gives it back", async () => {
    const memory = await withText();
    const stream = customerStream(customer);
    memory.beforeAppend = async (name) => {
      if (name !== visitStream) return null;
      memory.beforeAppend = async () => null;
      const evidence = { how: "spoken", at: morning, where: null, wording: null } as const;
      const wish = { kind: "withdraw_consent", purpose: "reminder", evidence } as const;
      const command = { tenant, stream, commandId: as<never>("no"), cause, wish };
      await handleCommand(memory.app, customerDecider, command, {});
      return null;
    };
    const appointment = appointmentIdOf(reference("A"));
    const { start } = booking("A");
    const about = { contact: null, appointment, start, status: "booked", asOf: 1 } as const;
    const wish = { kind: "note_appointment", ...about } as const;
    const command = { tenant, stream, commandId: as<never>("note"), cause, wish };
    await handleCommand(memory.app, customerDecider, command, {});

    await sendText(memory);
    expect(textOf(memory).phase).toEqual({ status: "suppressed", why: "no_consent" });
    expect(await breaker(memory)).toEqual(nobodyTries);
  });

  it("and has stood still for too long to call, gives it back", async () => {
    const memory = await withText();
    memory.beforeAppend = async (name) => {
      if (name === visitStream) memory.now = plusMs(morning, 2 * minute);
      return null;
    };
    expect(await sendText(memory)).toBe("held");
    expect(textOf(memory).phase.status).toBe("intended");
    expect(memory.sent).toEqual([]);
    expect(await breaker(memory)).toEqual(nobodyTries);
  });

  it("gives nothing back that another has taken meanwhile", async () => {
    const memory = await withText();
    const probe = { by: "another", until: plusMs(morning, 3 * minute) };
    const taken = { status: "half_open", since: morning, successes: 0, probe } as const;
    memory.beforeAppend = async (name) => {
      if (name !== visitStream) return null;
      memory.now = plusMs(morning, 2 * minute);
      await memory.app.breakers.replace(tenant, "carrier", { breaker: taken, version: 2 });
      return null;
    };
    await sendText(memory);
    expect(await breaker(memory)).toEqual(taken);
  });
});
