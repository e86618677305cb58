import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import { as, type ExecutionId } from "#core/kernel/ids";
import { monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, {});

const contact = { name: "Mary Ito", email: "mary@example.com", phone: "+14045551234" };
const [first, second] = [appointmentIdOf(reference("A")), appointmentIdOf(reference("B"))];
const execution: ExecutionId = as("appointment.a.b");

const note = (
  other: Partial<Extract<CustomerWish, { kind: "note_appointment" }>> = {},
): CustomerWish => ({
  kind: "note_appointment",
  contact,
  appointment: first,
  start: visit,
  status: "booked",
  asOf: 1,
  ...other,
});
const refused: CustomerWish = { kind: "note_unreachable", execution };
const unreachable: CustomerEvent = { type: "customer.number_unreachable", execution };

const booked = given().when(note(), monday);
const known = booked.when(refused, monday);
const opened = { type: "task.opened", kind: "number-unreachable", priority: "medium" };
const closed = (why: string) => expect.objectContaining({ type: "task.closed", why }) as unknown;

describe("a number at which nobody can be texted", () => {
  it("is noted once, with one task for a person", () => {
    expect(known.events).toEqual([unreachable, expect.objectContaining(opened)]);
    expect(known.state).toMatchObject({ unreachable: true, openTasks: [expect.any(String)] });
    known.when({ ...refused, execution: as("appointment.a.c") }, monday).thenNothingHappened();
  });

  it("is not asked about twice when the customer books again", () =>
    known.when(note({ appointment: second }), monday).thenHappened("customer.appointment_noted"));

  it("is another with other contact details: the task closes, and texts may go again", () => {
    const phone = "+14045559999";
    const told = known.when(note({ appointment: second, contact: { ...contact, phone } }), monday);
    expect(told.events).toEqual([
      expect.objectContaining({ type: "customer.contact_changed", phone }),
      expect.objectContaining({ type: "customer.appointment_noted" }),
      { type: "customer.number_reachable", how: "new_number" },
      closed("number_reachable"),
    ]);
    expect(told.state).toMatchObject({ unreachable: false, openTasks: [] });
  });

  it("stays the same when only the name changes, or nothing is said of a number", () => {
    for (const other of [
      { ...contact, name: "M. Ito" },
      { ...contact, phone: null },
    ])
      expect(known.when(note({ asOf: 2, contact: other }), monday).state.unreachable).toBe(true);
  });

  it("that texts us can be texted after all", () => {
    const text: CustomerWish = { kind: "receive_text", sid: "SM1", body: "C", optOutType: null };
    const told = known.when(text, monday);
    expect(told.events).toContainEqual({ type: "customer.number_reachable", how: "text" });
    expect(told.events).toContainEqual(closed("number_reachable"));
    told.when(refused, monday).thenHappened("customer.number_unreachable", "task.opened");
  });

  it("is nobody's task when no visit is ahead, and is one again with the next", () => {
    for (const status of ["cancelled", "in_progress", "rescheduled", "no_show"] as const) {
      const over = known.when(note({ asOf: 2, status }), monday);
      expect(over.events).toContainEqual(closed("no_visit_ahead"));
      const again = over.when(note({ appointment: second }), monday);
      expect(again.events.at(-1)).toMatchObject(opened);
      expect(again.state.openTasks).toHaveLength(1);
    }
    const late = booked.when(note({ asOf: 2, status: "cancelled" }), monday);
    late.when(refused, monday).thenEvents([unreachable]);
  });

  it("is not asked about again for the same visit, once a person has closed the task", () => {
    const [task = as<never>("none")] = known.state.openTasks;
    const done = known.when({ kind: "close_task", task }, monday);
    done.thenEvents([{ type: "task.closed", task }]);
    done
      .when(note({ asOf: 2, status: "confirmed" }), monday)
      .thenHappened("customer.appointment_noted");
    expect(done.state.unreachable).toBe(true);
  });

  it("is forgotten with its customer, and the task with it", () => {
    const gone = known.when({ kind: "erase" }, monday);
    expect(gone.events).toEqual([{ type: "customer.erased" }, closed("customer_erased")]);
    expect(gone.state).toMatchObject({ unreachable: false, openTasks: [] });
    gone.when(refused, monday).thenNothingHappened();
  });

  it("says nothing of the number itself", () =>
    expect(JSON.stringify(known.events)).not.toContain("404555"));
});
