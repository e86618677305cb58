import { describe, expect, it } from "vitest";
import { eraseCustomer } from "#core/app/erase-customer";
import { stateAfter } from "#core/app/handle-command";
import { project } from "#core/app/project";
import { executionsQueue, react } from "#core/app/react";
import { sweep } from "#core/app/sweep";
import { wake as ring } from "#core/app/wake";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider, type AppointmentStreamWish } from "#core/appointment/journeys";
import { customerDecider } from "#core/customer/decide";
import { as, customerStream, type ExecutionId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { erasedText } from "#core/kernel/personal";
import { plusMs } from "#core/kernel/time";
import { outputsOf } from "#core/workflow/outputs";
import { booking, hour, minute, monday, reference, visit } from "#test/support/bookings";
import { begin, cancel, confirm, moveTo, nextDay, settle } from "#test/support/journey-stage";
import { tenant } from "#test/support/memory-app";
import { phone, stage, stream, wish } from "#test/support/reaction-stage";

const commitOf = (events: Commit["events"]): Commit =>
  ({ stream, version: 1, events }) as unknown as Commit;

describe("what follows from a commit", () => {
  it("is read from its events, and one telling is enough for all of them", () => {
    const types = ["appointment.rescheduled", "appointment.booked", "run.started", "task.opened"];
    expect(outputsOf(commitOf(types.map((type) => ({ type }))))).toEqual([
      { kind: "tell_customer" },
    ]);
  });

  it("is to execute what is asked for or due, to wake, to confirm, to destroy", () => {
    const events = [
      { type: "execution.requested", execution: "e1" },
      { type: "execution.due", execution: "e2" },
      { type: "execution.sent", execution: "e3" },
      { type: "execution.failed", execution: "e4", why: "number_unreachable" },
      { type: "execution.failed", execution: "e5", why: "throttled" },
      { type: "wake.planned", at: visit },
      { type: "customer.erased" },
      {
        type: "customer.text_settled",
        outcome: { kind: "acted", action: "confirm", appointment: "a1" },
      },
      { type: "customer.text_settled", outcome: { kind: "acted", action: "opt_out" } },
      { type: "alias.set" },
    ];
    expect(outputsOf(commitOf(events))).toEqual([
      { kind: "execute", execution: "e1" },
      { kind: "execute", execution: "e2" },
      { kind: "tell_unreachable", execution: "e4" },
      { kind: "wake", at: visit },
      { kind: "destroy_key" },
      { kind: "tell_appointment", appointment: "a1", wish: "confirm" },
      { kind: "tell_erasure" },
    ]);
  });
});

/** When the stream looks after its first text, should nobody have done anything about it. */
const unanswered = plusMs(monday, 15 * minute);

describe("reacting", () => {
  it("queues the text by its ids alone, plans the wake, and tells the customer's stream", async () => {
    const { memory, customerState, reactTo } = await stage();
    await reactTo(stream);
    expect(memory.queued).toHaveLength(1);
    expect(memory.queued[0]).toMatchObject({
      queue: executionsQueue,
      body: { stream, correlationId: "story" },
    });
    expect(JSON.stringify(memory.queued)).not.toContain(phone);
    expect(memory.timers.get(stream)).toMatchObject({ at: unanswered, version: 1 });
    expect(customerState()).toMatchObject({
      status: "known",
      contact: { name: "Mary Ito", phone },
      appointments: { [appointmentIdOf(reference("A"))]: { status: "booked", asOf: 1 } },
    });
  });

  it("twice, and in the wrong order, ends in the same", async () => {
    const { memory, customer, customerState, reactTo } = await stage();
    await wish(memory, {
      ...moveTo("B", nextDay),
      booking: booking("B", { customer, start: nextDay }),
    } as AppointmentStreamWish);
    const [first, second] = memory.commitsOf(stream);
    if (first === undefined || second === undefined) throw new Error("no commits");
    for (const commit of [second, first, second, first]) await react(memory.app, commit);

    const [appointment] = Object.values(customerState().appointments);
    expect(appointment).toMatchObject({ start: nextDay, asOf: 2 });
    expect(memory.timers.get(stream)).toMatchObject({ at: unanswered });
    const before = memory.commitsOf(customerStream(customer)).length;
    await reactTo(stream);
    expect(memory.commitsOf(customerStream(customer))).toHaveLength(before);
  });

  it("tells whose visit it was that it has gone to somebody else", async () => {
    const { memory, customer, customerState, reactTo, says } = await stage();
    await reactTo(stream);
    await wish(memory, moveTo("B", nextDay)); // Booked with another phone.
    await reactTo(stream);
    expect(Object.values(customerState().appointments)).toMatchObject([{ status: "rescheduled" }]);
    await says("C");
    await reactTo(customerStream(customer));
    const { domain } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
    expect(domain).toMatchObject({ status: "booked", customer: booking("B").customer });
  });

  it("carries the story on, and says what it came from", async () => {
    const { memory, customer, reactTo } = await stage();
    await reactTo(stream);
    const [told] = memory.commitsOf(customerStream(customer));
    expect(told?.cause).toMatchObject({
      correlationId: "story",
      causationId: memory.commitsOf(stream)[0]?.hash,
    });
  });

  it("brings a customer's yes to the appointment, once", async () => {
    const { memory, customer, reactTo, says } = await stage();
    await reactTo(stream);
    await says("C");
    for (let times = 0; times < 2; times += 1) await reactTo(customerStream(customer));
    const { domain } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
    expect(domain).toMatchObject({ status: "confirmed", confirmedBy: "customer" });
    expect(memory.commitsOf(stream)).toHaveLength(2);
  });

  it("tells whoever was texted that nobody can be texted there, also when the visit has gone to somebody else", async () => {
    const { memory, customerState, reactTo } = await stage();
    const [execution] = Object.keys(
      stateAfter(appointmentStreamDecider, memory.commitsOf(stream)).journeys.executions,
    );
    const text = execution as ExecutionId;
    await wish(memory, begin(text));
    await wish(memory, moveTo("B", nextDay)); // Booked with another phone, while the text is on its way.
    const rejected = {
      kind: "rejected",
      why: "number_unreachable",
      providerCode: "21614",
    } as const;
    await wish(memory, settle(text, rejected));
    for (let times = 0; times < 2; times += 1) await reactTo(stream);

    expect(customerState()).toMatchObject({ unreachable: true });
    const other = memory.commitsOf(customerStream(booking("B").customer));
    expect(stateAfter(customerDecider, other)).toMatchObject({ unreachable: false });
  });

  it("takes it as an answer, not as a fault, when the yes comes too late", async () => {
    const { memory, customer, reactTo, says } = await stage();
    await reactTo(stream);
    await says("C");
    await wish(memory, cancel);
    await reactTo(customerStream(customer));
    expect(memory.log).toContain("tell.refused");
  });

  it("complains when a stream is too busy to be told, so that it is told later", async () => {
    const { memory, customer, customerState, reactTo, says } = await stage();
    memory.beforeAppend = async () => "version_moved";
    await expect(reactTo(stream)).rejects.toThrow("busy");
    memory.beforeAppend = async () => null;
    await reactTo(stream);
    expect(customerState().status).toBe("known");

    await says("C");
    memory.beforeAppend = async () => "version_moved";
    await expect(reactTo(customerStream(customer))).rejects.toThrow("busy");
  });

  it("does not register a person called [erased] when an old booking is replayed", async () => {
    const { memory, customer, customerState, reactTo } = await stage();
    await reactTo(stream);
    const actor = { kind: "operator", name: "Ann" } as const;
    const erase = { tenant, customer, commandId: as<never>("erase"), actor };
    expect(await eraseCustomer(memory.app, erase)).toMatchObject({ kind: "committed" });
    await reactTo(customerStream(customer));
    expect(memory.destroyed).toEqual([customer]);

    await wish(memory, {
      ...moveTo("B", nextDay),
      booking: booking("B", {
        customer,
        start: nextDay,
        contact: { name: erasedText, email: null, phone: erasedText },
      }),
    } as AppointmentStreamWish);
    await reactTo(stream);
    expect(customerState()).toMatchObject({ status: "erased", contact: { name: null } });
  });
});

describe("a timer that rings", () => {
  const timer = { tenant, stream, at: unanswered, version: 1 };

  it("wakes its stream and is finished; twice is once", async () => {
    const { memory, reactTo } = await stage();
    await reactTo(stream);
    memory.now = plusMs(monday, hour);
    await ring(memory.app, timer);
    expect(memory.commitsOf(stream)).toHaveLength(2);
    expect(memory.timers.has(stream)).toBe(false); // The commit's reader plans the next.
    await ring(memory.app, timer);
    expect(memory.commitsOf(stream)).toHaveLength(2);
    const askedAgain = plusMs(memory.now, 30 * minute);
    expect(memory.timers.get(stream)).toMatchObject({ at: askedAgain, version: 2 });
  });

  it("for a time that has moved wakes nobody, and the right time is planned again", async () => {
    const { memory } = await stage();
    memory.now = plusMs(monday, minute);
    await ring(memory.app, { ...timer, at: plusMs(monday, minute) });
    expect(memory.commitsOf(stream)).toHaveLength(1);
    expect(memory.timers.get(stream)).toMatchObject({ at: unanswered });
  });

  it("while the stream is too busy is tried again soon, not at once", async () => {
    const { memory } = await stage();
    memory.now = plusMs(monday, hour);
    memory.beforeAppend = async () => "version_moved";
    await ring(memory.app, timer);
    expect(memory.timers.get(stream)).toMatchObject({ at: plusMs(memory.now, minute) });
    expect(memory.log).toContain("wake.idle");
  });
});

describe("the sweeper", () => {
  it("plans again what should have rung two minutes ago, and nothing else", async () => {
    const { memory } = await stage();
    await project(memory.app, memory.commitsOf(stream));
    memory.now = plusMs(unanswered, 2 * minute);
    expect(await sweep(memory.app, tenant)).toEqual({ replanned: 0 });
    memory.now = plusMs(memory.now, 1);
    expect(await sweep(memory.app, tenant)).toEqual({ replanned: 1 });
    expect(memory.timers.get(stream)).toMatchObject({ at: unanswered, version: 1 });
  });

  it("goes by the stream, where the list has fallen behind what the timers know", async () => {
    const { memory } = await stage();
    await project(memory.app, memory.commitsOf(stream));
    await wish(memory, confirm);
    memory.timers.set(stream, { tenant, stream, at: visit, version: 2 });
    memory.now = plusMs(visit, -minute);
    await sweep(memory.app, tenant);
    expect(memory.timers.get(stream)).not.toMatchObject({ at: visit });
  });
});
