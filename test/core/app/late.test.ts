import { describe, expect, it } from "vitest";
import { eraseCustomer } from "#core/app/erase-customer";
import { stateAfter } from "#core/app/handle-command";
import { giveTask } from "#core/app/people";
import { react } from "#core/app/react";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider, type AppointmentStreamWish } from "#core/appointment/journeys";
import {
  as,
  type CustomerId,
  customerStream,
  type StreamName,
  type TaskId,
} from "#core/kernel/ids";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import { handlingDecider } from "#core/task/decide";
import { taskStream } from "#core/task/state";
import { booking, hour, minute, monday, reference, visit } from "#test/support/bookings";
import { begin, moveTo, nextDay, settle } from "#test/support/journey-stage";
import { tenant } from "#test/support/memory-app";
import { stage, stream, wish } from "#test/support/reaction-stage";
import { specification } from "#test/support/specification";

/**
 * A commit that could not be taken is put aside, and somebody gives it back weeks later: what it asks for is told
 * with what it was about, and overrides nothing that was said or agreed since.
 */
type Stage = Awaited<ReturnType<typeof stage>>;

const day = 24 * hour;

const known = async (): Promise<Stage> => {
  const staged = await stage();
  await staged.reactTo(stream);
  return staged;
};
const later = (staged: Stage, ms: number): void => {
  staged.memory.now = plusMs(staged.memory.now, ms);
};
const move = (customer: CustomerId, start = nextDay): AppointmentStreamWish =>
  ({
    ...moveTo("B", start),
    booking: booking("B", { customer, start }),
  }) as AppointmentStreamWish;

/** What the commits of this stream ask for is told now, though they are older than all that follows. */
const parkedOf = ({ memory }: Stage, name: StreamName) => {
  const parked = memory.commitsOf(name).at(-1) as Commit;
  return { giveBack: () => react(memory.app, parked) };
};
const says = async (staged: Stage, body: string) => {
  await staged.says(body);
  return parkedOf(staged, customerStream(staged.customer));
};
const visitIn = ({ memory }: Stage) =>
  stateAfter(appointmentStreamDecider, memory.commitsOf(stream)).domain;

describe("a yes that is told late", () => {
  it("confirms the visit that it was said of, as long as that stands", async () => {
    const staged = await known();
    const yes = await says(staged, "C");
    later(staged, 2 * day);
    await yes.giveBack();
    expect(visitIn(staged)).toMatchObject({ status: "confirmed", confirmedBy: "customer" });
  });

  it("confirms no other time: the visit has moved since", async () => {
    const staged = await known();
    const yes = await says(staged, "C");
    later(staged, hour);
    await wish(staged.memory, move(staged.customer));
    await staged.reactTo(stream);
    await yes.giveBack();
    expect(visitIn(staged)).toMatchObject({ status: "booked", start: nextDay });
    expect(staged.memory.log).toContain("tell.refused");
  });

  it("confirms nothing where it answers a text about the old time, though the new one is known", async () => {
    const staged = await known();
    const { memory, customer } = staged;
    const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
    const [text] = Object.values(journeys.executions);
    if (text === undefined) throw new Error("Cannot find the text");
    await wish(memory, begin(text.execution));
    await wish(memory, move(customer));
    await staged.reactTo(stream);
    await says(staged, "C");
    const { events } = memory.commitsOf(customerStream(customer)).at(-1) as Commit;
    expect(events).toContainEqual(
      expect.objectContaining({ outcome: { kind: "handed_to_person", why: "moved_since" } }),
    );
  });

  it("confirms nobody else's visit, at whatever time", async () => {
    const staged = await known();
    const yes = await says(staged, "C");
    later(staged, hour);
    await wish(staged.memory, move(booking("B").customer, visit));
    await yes.giveBack();
    expect(visitIn(staged)).toMatchObject({ status: "booked", start: visit });
  });

  it("does not override what was said after it", async () => {
    const staged = await known();
    const yes = await says(staged, "C");
    later(staged, hour);
    const other = await says(staged, "Can I reschedule my appointment?");
    await other.giveBack();
    expect(visitIn(staged)).toMatchObject({ answer: "reschedule" });
    await yes.giveBack();
    expect(visitIn(staged)).toMatchObject({ status: "booked" });
  });

  it("counts for what it is where both were only late, and came in their order", async () => {
    const staged = await known();
    const wishes = await says(staged, "Can I reschedule my appointment?");
    later(staged, 1_000);
    const yes = await says(staged, "C");
    later(staged, hour);
    for (const one of [wishes, yes]) await one.giveBack();
    expect(visitIn(staged)).toMatchObject({ status: "confirmed", answer: null });
  });
});

describe("a wish to move that is told late", () => {
  it("sends nobody a link for a time that is over, nor a day after it was asked for", async () => {
    for (const moved of [true, false]) {
      const staged = await known();
      const wished = await says(staged, "Can I reschedule my appointment?");
      later(staged, moved ? hour : day + minute);
      if (moved) await wish(staged.memory, move(staged.customer));
      await wished.giveBack();
      expect(visitIn(staged)).toMatchObject({ answer: null });
      expect(staged.memory.log).toContain("tell.refused");
    }
  });
});

describe("what a carrier has said of a customer, told late", () => {
  const refusedFor = async (why: "opted_out" | "number_unreachable") => {
    const staged = await known();
    const { memory } = staged;
    const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
    const [text] = Object.values(journeys.executions);
    if (text === undefined) throw new Error("Cannot find the text");
    await wish(memory, begin(text.execution));
    await wish(memory, settle(text.execution, { kind: "rejected", why, providerCode: "21610" }));
    return { staged, ...parkedOf(staged, stream) };
  };

  it.each([
    ["opted_out", { optedOut: true }],
    ["number_unreachable", { unreachable: true }],
  ] as const)("holds where nothing was heard since: %s", async (why, expected) => {
    const { staged, giveBack } = await refusedFor(why);
    later(staged, 14 * day);
    await giveBack();
    expect(staged.customerState()).toMatchObject(expected);
  });

  it("does not undo a later START, whether or not there was anything to undo by then", async () => {
    for (const first of [null, "STOP"]) {
      const { staged, giveBack } = await refusedFor("opted_out");
      if (first !== null) await staged.says(first);
      later(staged, hour);
      await staged.says("START");
      later(staged, 14 * day);
      await giveBack();
      expect(staged.customerState()).toMatchObject({ optedOut: false });
    }
  });

  it("does not silence a number that has texted us since", async () => {
    const { staged, giveBack } = await refusedFor("number_unreachable");
    later(staged, hour);
    await staged.says("When do you open?");
    await giveBack();
    expect(staged.customerState()).toMatchObject({ unreachable: false });
  });
});

describe("an erasure that is told late", () => {
  it("ends the questions about the visits of then, and not about one that was agreed since", async () => {
    for (const rebooked of [true, false]) {
      const staged = await known();
      const { memory, customer } = staged;
      const actor = { kind: "operator", name: "Ann" } as const;
      await eraseCustomer(memory.app, { tenant, customer, commandId: as<never>("erase"), actor });
      const erased = parkedOf(staged, customerStream(customer));
      later(staged, hour);
      if (rebooked) await wish(memory, move(customer));
      await erased.giveBack();
      const { erased: isErased } = visitIn(staged) as { readonly erased?: true };
      expect(isErased).toBe(rebooked ? undefined : true);
    }
  });
});

describe("a task that is told late", () => {
  const opened = { type: "task.opened", kind: "call", priority: "high" };
  const staged = async () => {
    const told = await known();
    later(told, hour);
    await wish(told.memory, { kind: "wake" });
    const asks = parkedOf(told, stream);
    const { journeys } = stateAfter(appointmentStreamDecider, told.memory.commitsOf(stream));
    const [task] = Object.keys(journeys.tasks) as TaskId[];
    if (task === undefined) throw new Error("Cannot find the task");
    expect(told.memory.commitsOf(stream).at(-1)?.events).toContainEqual(
      expect.objectContaining(opened),
    );
    const handling = () =>
      stateAfter(handlingDecider, told.memory.commitsOf(taskStream(task))).handling;
    return { told, task, asks, handling };
  };

  it("is not left open where it was closed before anybody heard of it", async () => {
    const { told, task, asks, handling } = await staged();
    await wish(told.memory, { kind: "close_task", task });
    await parkedOf(told, stream).giveBack();
    expect(handling()).toBeNull();
    await asks.giveBack();
    expect(handling()).toMatchObject({ isOpen: false });
  });

  it("is not ended, once it has arisen again, by the word that ended it before", async () => {
    const { told, task, asks, handling } = await staged();
    await asks.giveBack();
    await wish(told.memory, { kind: "close_task", task });
    const closes = parkedOf(told, stream);
    await endedByHand(told, task); // Nobody has heard that it was closed already.
    later(told, hour);
    const [first] = told.memory.commitsOf(stream);
    const events = [{ ...opened, task, dueAt: null }];
    await react(told.memory.app, { ...(first as Commit), version: 9, at: told.memory.now, events });
    expect(handling()).toMatchObject({ isOpen: true });
    await closes.giveBack();
    expect(handling()).toMatchObject({ isOpen: true });
  });

  it("is not closed where it arose, once it has arisen again, because somebody did it before", async () => {
    const { told, task, asks } = await staged();
    await asks.giveBack();
    await endedByHand(told, task);
    const ended = parkedOf(told, taskStream(task));
    later(told, hour);
    const [first] = told.memory.commitsOf(stream);
    const events = [{ ...opened, task, dueAt: null }];
    await react(told.memory.app, { ...(first as Commit), version: 9, at: told.memory.now, events });
    await ended.giveBack();
    const { journeys } = stateAfter(appointmentStreamDecider, told.memory.commitsOf(stream));
    expect(Object.keys(journeys.tasks)).toEqual([task]);
  });
});

const endedByHand = async ({ memory }: Stage, task: TaskId): Promise<void> => {
  const cause = {
    correlationId: as<never>("story"),
    causationId: as<never>("cause"),
    actor: { kind: "operator", name: "Ann" },
  } as const;
  const wish = { kind: "end", why: null, reason: null, closedAt: null } as const;
  await giveTask(memory.app, task, { tenant, commandId: as("by-hand"), cause, wish });
};

describe("a booking form that is told late", () => {
  const { given } = specification(customerDecider, {});
  const granted = { how: "spoken", at: plusMs(monday, hour), where: null, wording: null } as const;
  const form = (at: Instant): CustomerWish => ({
    kind: "note_appointment",
    contact: { name: "Mary Ito", email: null, phone: "+14045551234" },
    appointment: appointmentIdOf(reference("A")),
    start: visit,
    status: "booked",
    asOf: 1,
    consents: [{ purpose: "review", granted: false, question: "May we ask?" }],
    at,
  });
  const said = given({ type: "customer.consent_granted", purpose: "review", evidence: granted });

  it("takes nothing back that was allowed since", () =>
    expect(said.when(form(monday), plusMs(monday, day)).state.consents).toMatchObject({
      review: "granted",
      reminder: "granted",
    }));

  it("is the last word where it was filled in later, and is recorded as of then", () => {
    const at = plusMs(monday, 2 * hour);
    const told = said.when(form(at), plusMs(monday, day));
    expect(told.state.consents).toMatchObject({ review: "withdrawn" });
    expect(told.events).toContainEqual(
      expect.objectContaining({
        type: "customer.consent_withdrawn",
        evidence: expect.objectContaining({ at }),
      }),
    );
  });
});

describe("the name and the address of a booking that is told late", () => {
  const { given } = specification(customerDecider, {});
  const note = (ref: string, email: string, at: Instant): CustomerWish => ({
    kind: "note_appointment",
    contact: { name: "Mary Ito", email, phone: "+14045551234" },
    appointment: appointmentIdOf(reference(ref)),
    start: visit,
    status: "booked",
    asOf: 1,
    at,
  });
  const [first, second, third] = [monday, plusMs(monday, hour), plusMs(monday, 2 * hour)];
  const late = plusMs(monday, 14 * day);

  it("are not newer than those of a later booking", () => {
    const told = given().when(note("B", "new@example.com", second), second);
    const after = told.when(note("A", "old@example.com", first), late);
    expect(after.state.contact).toMatchObject({ email: "new@example.com" });
    expect(Object.keys(after.state.appointments)).toHaveLength(2);
  });

  it("are newer than those of an earlier one, though both are late", () => {
    const told = given()
      .when(note("A", "old@example.com", first), late)
      .when(note("B", "new@example.com", second), late)
      .when(note("C", "last@example.com", third), plusMs(late, hour));
    expect(told.state.contact).toMatchObject({ email: "last@example.com" });
  });
});
