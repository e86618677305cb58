import { describe, expect, it } from "vitest";
import type { Booking } from "#core/appointment/events";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentDecider } from "#core/appointment/decide";
import { appointmentIdOf } from "#core/appointment/booking";
import { as } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import { plusMs } from "#core/kernel/time";
import { booking, hour, monday, reference, surroundings, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(appointmentDecider, { stream: surroundings([]).stream });

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
};
const secondMove: AppointmentWish = {
  kind: "move",
  booking: booking("C", { start: latest }),
  from: reference("B"),
};
const cancel = (ref: string): AppointmentWish => ({
  kind: "cancel",
  booking: booking(ref),
  by: "customer",
  reason: null,
});

const soon = plusMs(monday, hour);

/** The new half of a move, from a form that did not ask for the number again. */
const moveWithout = (other: Partial<Booking>): AppointmentWish => ({
  kind: "move",
  booking: booking("B", { start: later, customer: as("d".repeat(32)), ...other }),
  from: reference("A"),
});
const noPhone = { name: "Mary", email: "Mary@Example.com", phone: null };

describe("a new time that comes without a phone", () => {
  const kept = { reach: "reachable", customer: booking("A").customer };

  it.each([
    ["the same e-mail address, however written", noPhone, { ...noPhone, phone: "+14045551234" }],
    ["no e-mail address either", { name: null, email: null, phone: null }, booking("A").contact],
  ])("keeps the number and the customer that are known: %s", (_story, contact, expected) => {
    const wish = moveWithout({ reach: "no_phone", contact });
    for (const story of [
      given().when(book, monday),
      given().when(book, monday).when(oldHalf, soon),
    ])
      expect(story.when(wish, soon).state).toMatchObject({
        ...kept,
        contact: expected,
        reference: reference("B"),
      });
  });

  it("keeps them also where an e-mail would have gone instead", () => {
    const wish = moveWithout({ reach: "by_email", contact: noPhone });
    expect(given().when(book, monday).when(wish, soon).state).toMatchObject(kept);
  });

  it.each<[string, Partial<Booking>, Partial<Booking>]>([
    [
      "somebody else has taken the visit over",
      {},
      { contact: { ...noPhone, email: "bob@x.example" } },
    ],
    ["what was typed is no phone", {}, { reach: "phone_unusable" }],
    ["none was known before", { reach: "no_phone", contact: noPhone }, {}],
    ["the one before was unusable", { reach: "phone_unusable", contact: noPhone }, {}],
    ["the one before has been erased", { contact: { ...noPhone, phone: erasedText } }, {}],
  ])("has none where %s", (_story, before, after) => {
    const story = given().when({ kind: "book", booking: booking("A", before) }, monday);
    const wish = moveWithout({ reach: "no_phone", contact: noPhone, ...after });
    const { state } = story.when(wish, soon);
    expect(state).toMatchObject({ contact: { phone: null }, customer: "d".repeat(32) });
    expect(state.status !== "none" && state.reach).not.toBe("reachable");
  });

  it("takes the new number where one is given", () => {
    const contact = { ...noPhone, phone: "+14045559999" };
    const { state } = given().when(book, monday).when(moveWithout({ contact }), soon);
    expect(state).toMatchObject({ contact, customer: "d".repeat(32) });
  });
});

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

describe("a booking that lives on in another appointment", () => {
  const other = appointmentIdOf(reference("B"));
  const letGo: AppointmentWish = {
    kind: "let_go",
    reference: reference("A"),
    to: reference("B"),
    as: other,
  };
  const continued = { type: "appointment.continued", from: reference("A"), as: other } as const;

  it("is taken off its time, once, and waits for none", () => {
    const told = given().when(book, monday).when(letGo, soon);
    told.thenEvents([
      { type: "appointment.moved_away", from: reference("A"), to: reference("B") },
      continued,
    ]);
    for (const wish of [letGo, oldHalf, book, cancel("A")])
      told.when(wish, soon).thenNothingHappened();
    told.when(newHalf, soon).thenRefuses("transition_unsupported");
  });

  it("waits no more where its old half has come before", () => {
    given().when(book, monday).when(oldHalf, soon).when(letGo, soon).thenEvents([continued]);
  });

  it("is nothing to book, to move or to cancel any more where it is still to come", () => {
    const told = given().when(letGo, monday).thenEvents([continued]);
    for (const wish of [book, oldHalf, cancel("A"), letGo])
      told.when(wish, soon).thenNothingHappened();
    told.when(newHalf, soon).thenRefuses("transition_unsupported");
  });

  it("is left alone where it has gone on from there, or is over", () => {
    given().when(book, monday).when(newHalf, soon).when(letGo, soon).thenNothingHappened();
    const over = given().when(book, monday).when(cancel("A"), soon);
    over.when(letGo, soon).thenRefuses("transition_unsupported");
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
