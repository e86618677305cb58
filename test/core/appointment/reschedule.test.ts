import { describe, expect, it } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentDecider } from "#core/appointment/decide";
import { appointmentIdOf } from "#core/appointment/booking";
import { plusMs } from "#core/kernel/time";
import { booking, hour, monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(appointmentDecider, {});

const later = plusMs(visit, 24 * hour);
const latest = plusMs(visit, 48 * hour);

const book: AppointmentWish = { kind: "book", booking: booking("A") };
const oldHalf: AppointmentWish = {
  kind: "note_moved_away",
  booking: booking("A"),
  to: reference("B"),
};
const newHalf: AppointmentWish = {
  kind: "move",
  booking: booking("B", { start: later }),
  from: reference("A"),
  overtaken: false,
};
const secondMove: AppointmentWish = {
  kind: "move",
  booking: booking("C", { start: latest }),
  from: reference("B"),
  overtaken: false,
};
const cancel = (ref: string): AppointmentWish => ({
  kind: "cancel",
  booking: booking(ref),
  by: "customer",
  reason: null,
});

const soon = plusMs(monday, hour);

describe("a reschedule in two halves", () => {
  const inOrder = given().when(book, monday).when(oldHalf, soon).when(newHalf, soon);
  const newFirst = given().when(book, monday).when(newHalf, soon).when(oldHalf, soon);

  it("ends in the same appointment in either order", () => {
    newFirst.thenNothingHappened(); // The old half, late.
    expect(newFirst.state).toEqual(inOrder.state);
    expect(inOrder.state).toMatchObject({
      id: appointmentIdOf(reference("A")),
      status: "booked",
      plan: 2,
      start: later,
      reference: reference("B"),
      past: ["calendly:A"],
    });
  });

  it("says from where to where, and is a new plan in the commit that ends the old one", () => {
    const moved = given().when(book, monday).when(newHalf, soon);
    moved.thenHappened("appointment.rescheduled", "appointment.booked");
    expect(moved.events).toMatchObject([
      { from: reference("A"), to: reference("B"), previousStart: visit, start: later },
      { plan: 2, replaces: reference("A"), appointment: appointmentIdOf(reference("A")) },
    ]);
  });

  it("asks for a new confirmation of the new time", () => {
    const moved = given()
      .when(book, monday)
      .when({ kind: "confirm", by: "customer" }, monday)
      .when(newHalf, soon);
    expect(moved.state).toMatchObject({ status: "booked", confirmedBy: null, bookedAt: soon });
  });

  it("keeps the identity where both halves come before the booking itself", () => {
    const told = given().when(oldHalf, monday).when(newHalf, soon).when(book, soon);
    told.thenNothingHappened();
    expect(told.state).toEqual(inOrder.state);
  });

  it("is the second plan also where the new half is the first thing that we hear", () => {
    const told = given().when(newHalf, monday);
    expect(told.events).toMatchObject([{ plan: 2, replaces: reference("A") }]);
    told.when(book, soon).thenNothingHappened().when(oldHalf, soon).thenNothingHappened();
    expect(told.state).toMatchObject({ id: appointmentIdOf(reference("A")), start: later });
  });

  it("says nothing new when any of it is delivered again", () => {
    for (const wish of [book, oldHalf, newHalf]) inOrder.when(wish, soon).thenNothingHappened();
  });
});

describe("an appointment that moved twice", () => {
  const twice = given().when(book, monday).when(newHalf, soon).when(secondMove, soon);

  it("has its third plan and knows all its earlier names", () =>
    expect(twice.state).toMatchObject({
      plan: 3,
      start: latest,
      past: ["calendly:A", "calendly:B"],
    }));

  it("is not moved back by the first move, delivered late", () =>
    twice.when(newHalf, soon).thenNothingHappened());

  it("is not touched by what is said of its earlier names", () => {
    for (const ref of ["A", "B"]) twice.when(cancel(ref), soon).thenNothingHappened();
    twice.when({ ...oldHalf, booking: booking("B") }, soon).thenNothingHappened();
  });
});

describe("a cancellation", () => {
  it("that overtakes its booking is kept, and ends the booking as it comes", () => {
    const noted = given().when(book, monday).when(cancel("B"), soon);
    noted.thenEvents([{ type: "appointment.cancel_noted", reference: reference("B") }]);
    noted.when(cancel("B"), soon).thenNothingHappened();
    const moved = noted.when(newHalf, soon);
    moved.thenHappened("appointment.rescheduled", "appointment.booked", "appointment.cancelled");
    expect(moved.state).toMatchObject({ status: "cancelled", start: later });
  });

  it("that came when nobody knew whose booking it was ends the move that brings it", () => {
    const overtaken = { ...newHalf, overtaken: true };
    given()
      .when(book, monday)
      .when(overtaken, soon)
      .thenHappened("appointment.rescheduled", "appointment.booked", "appointment.cancelled");
    given().when(overtaken, soon).thenHappened("appointment.booked", "appointment.cancelled");
  });

  it("of an appointment that nobody has booked yet books and ends it, so that the booking is old news", () => {
    const told = given().when(cancel("A"), monday);
    told.thenHappened("appointment.booked", "appointment.cancelled");
    told.when(book, soon).thenNothingHappened();
    expect(told.when(book, soon).state.status).toBe("cancelled");
  });

  it("of the old half, while the new time is awaited, ends nothing", () => {
    const waiting = given().when(book, monday).when(oldHalf, soon);
    waiting.when(cancel("A"), soon).thenNothingHappened();
    waiting.when(newHalf, soon).thenHappened("appointment.rescheduled", "appointment.booked");
  });

  it("names the customer of the appointment, whoever the message names", () => {
    const stranger = booking("A", { customer: booking("X").customer.replace("c", "d") as never });
    const told = given()
      .when(book, monday)
      .when({ kind: "cancel", booking: stranger, by: "customer", reason: null }, soon);
    expect(told.events).toMatchObject([{ customer: booking("A").customer }]);
  });
});
