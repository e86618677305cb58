import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentDecider } from "#core/appointment/decide";
import type { Booking } from "#core/appointment/events";
import type { Revision } from "#core/booking/change";
import { erasedText } from "#core/kernel/personal";
import { plusMs, type Zone } from "#core/kernel/time";
import { booking, hour, monday, reference, surroundings, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(appointmentDecider, { stream: surroundings([]).stream });

const later = plusMs(visit, 24 * hour);
const latest = plusMs(visit, 48 * hour);
const soon = plusMs(monday, hour);

type Wish = AppointmentWish;

const stand = (other: Partial<Booking> = {}, revision?: Revision): Wish => ({
  kind: "stand",
  booking: booking("A", other),
  ...(revision !== undefined && { revision }),
});
const counted = (number: number): Revision => ({ by: "provider", number });
const askedAt = (number: number): Revision => ({ by: "asking", number });
const cancel = (revision: Revision): Wish => ({
  kind: "cancel",
  booking: booking("A"),
  by: "customer",
  reason: null,
  revision,
});
const noShow = (revision: Revision): Wish => ({ kind: "mark_no_show", by: "business", revision });

describe("a booking that stands under the name it has always had", () => {
  it("is booked where nobody knew it", () => {
    given().when(stand(), monday).thenHappened("appointment.booked");
  });

  it("moves in one commit: the old time ends, the new one is its second plan", () => {
    const story = given()
      .when(stand(), monday)
      .when(stand({ start: later }), soon);
    story.thenHappened("appointment.rescheduled", "appointment.booked");
    expect(story.events[0]).toMatchObject({ from: reference("A"), to: reference("A") });
    expect(story.state).toMatchObject({
      id: appointmentIdOf(reference("A")),
      status: "booked",
      start: later,
      plan: 2,
      past: [],
    });
  });

  it("may move back again", () => {
    const story = given()
      .when(stand(), monday)
      .when(stand({ start: later }), soon)
      .when(stand(), soon);
    expect(story.state).toMatchObject({ start: visit, plan: 3, status: "booked" });
  });

  it("must be confirmed anew after it has moved", () => {
    const story = given()
      .when(stand(), monday)
      .when({ kind: "confirm", by: "customer" }, monday)
      .when(stand({ start: later }), soon);
    expect(story.state).toMatchObject({ status: "booked", confirmedBy: null });
  });

  it("may be cancelled after it has moved", () => {
    given()
      .when(stand(), monday)
      .when(stand({ start: later }), soon)
      .when(cancel(counted(1)), soon)
      .thenHappened("appointment.cancelled", "appointment.revision_seen");
  });

  it("has not moved when only its end, zone, name or links are others", () => {
    const links = { reschedule: null, cancel: null };
    const contact = { ...booking("A").contact, name: "Mary Ito-Smith" };
    given()
      .when(stand(), monday)
      .when(stand({ end: later, zone: "America/Chicago" as Zone, links, contact }), soon)
      .thenNothingHappened();
  });

  it("is refused into the past, and to an end before its start", () => {
    const known = given().when(stand(), monday);
    known.when(stand({ start: monday }), soon).thenRefuses("appointment_in_past");
    known
      .when(stand({ start: later, end: visit }), soon)
      .thenRefuses("appointment_ends_before_start");
  });

  it("is old news where the visit goes on under another name by now", () => {
    const move: Wish = {
      kind: "move",
      booking: booking("B", { start: later }),
      from: reference("A"),
    };
    given()
      .when(stand(), monday)
      .when(move, soon)
      .when(stand({ start: latest }), soon)
      .thenNothingHappened();
  });
});

describe("the number of a booking that stands", () => {
  const withPhone = (phone: string | null): Partial<Booking> => ({
    reach: phone === null ? "no_phone" : "reachable",
    contact: { ...booking("A").contact, phone },
  });

  it("is planned for as soon as it is given", () => {
    const story = given()
      .when(stand(withPhone(null)), monday)
      .when(stand(withPhone("+14045559999")), soon);
    story.thenHappened("appointment.rescheduled", "appointment.booked");
    expect(story.state).toMatchObject({ reach: "reachable", plan: 2, start: visit });
  });

  it("is kept where a later message has none", () => {
    given()
      .when(stand(), monday)
      .when(stand(withPhone(null)), soon)
      .thenNothingHappened();
    const moved = given()
      .when(stand(), monday)
      .when(stand({ ...withPhone(null), start: later }), soon);
    expect(moved.state).toMatchObject({ contact: { phone: "+14045551234" }, reach: "reachable" });
  });

  it("does not bring back somebody who has been erased", () => {
    given()
      .when(stand({ contact: { name: erasedText, email: erasedText, phone: erasedText } }), monday)
      .when(stand(), soon)
      .thenNothingHappened();
  });
});

describe("messages that overtake each other", () => {
  const v1 = given().when(stand({}, counted(1)), monday);

  it("leave the visit where the newest says, whichever comes last", () => {
    const story = v1
      .when(stand({ start: latest }, counted(3)), soon)
      .when(stand({ start: later }, counted(2)), soon);
    story.thenNothingHappened();
    expect(story.state).toMatchObject({ start: latest, revision: 3 });
  });

  it("leave it alone although it has moved away and back again", () => {
    v1.when(stand({}, counted(3)), soon)
      .thenEvents([{ type: "appointment.revision_seen", revision: 3 }])
      .when(stand({ start: later }, counted(2)), soon)
      .thenNothingHappened();
  });

  it("are repeated without a trace", () => {
    v1.when(stand({}, counted(1)), soon).thenNothingHappened();
    const moved = v1.when(stand({ start: later }, counted(2)), soon);
    moved.when(stand({ start: later }, counted(2)), soon).thenNothingHappened();
  });

  it("cancel all the same, and are not undone by an older one", () => {
    const story = v1.when(stand({}, counted(5)), soon).when(cancel(counted(4)), soon);
    expect(story.state).toMatchObject({ status: "cancelled", revision: 5 });
    const after = v1.when(cancel(counted(4)), soon);
    expect(after.state).toMatchObject({ status: "cancelled", revision: 4 });
    after.when(stand({ start: later }, counted(3)), soon).thenNothingHappened();
  });

  it("cancel before they book", () => {
    const story = given().when(cancel(counted(2)), monday);
    story.thenHappened("appointment.booked", "appointment.cancelled", "appointment.revision_seen");
    story.when(stand({ start: later }, counted(1)), soon).thenNothingHappened();
  });

  it("do not miss a customer once more whose absence has been taken back", () => {
    const cleared: Wish = { kind: "clear_no_show", revision: counted(20) };
    given()
      .when(stand(), monday)
      .when(cleared, soon)
      .when(noShow(counted(19)), soon)
      .thenNothingHappened();
    given()
      .when(stand(), monday)
      .when(noShow(counted(19)), soon)
      .thenHappened("appointment.no_show", "appointment.revision_seen");
  });

  it("leave no trace where we only know when we asked, and nothing is new", () => {
    const asked = given().when(stand({}, askedAt(100)), monday);
    asked.thenHappened("appointment.booked", "appointment.revision_seen");
    asked.when(stand({}, askedAt(200)), soon).thenNothingHappened();
    asked.when(stand({ start: later }, askedAt(99)), soon).thenNothingHappened();
    asked
      .when(stand({ start: later }, askedAt(100)), soon)
      .thenHappened("appointment.rescheduled", "appointment.booked");
  });
});
