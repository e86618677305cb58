import { describe, expect, it } from "vitest";
import type { AppointmentWish } from "#core/appointment/commands";
import { appointmentDecider, nextAppointmentWake } from "#core/appointment/decide";
import type { AppointmentEvent } from "#core/appointment/events";
import { appointmentIdOf } from "#core/appointment/booking";
import { as } from "#core/kernel/ids";
import type { AppointmentState } from "#core/appointment/state";
import { plusMs } from "#core/kernel/time";
import {
  booking,
  hour,
  minute,
  monday,
  reference,
  surroundings,
  visit,
} from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(appointmentDecider, { stream: surroundings([]).stream });

/** What has happened until the appointment stands there. */
const booked: AppointmentEvent = {
  type: "appointment.booked",
  appointment: appointmentIdOf(reference("A")),
  plan: 1,
  replaces: null,
  tzdb: "2026a",
  ...booking("A"),
};
const confirmed: AppointmentEvent = { type: "appointment.confirmed", by: "customer" };
const started: AppointmentEvent = { type: "appointment.started" };
const cancelled: AppointmentEvent = {
  type: "appointment.cancelled",
  customer: booking("A").customer,
  by: "customer",
  reason: null,
};
const movedAway: AppointmentEvent = {
  type: "appointment.moved_away",
  from: reference("A"),
  to: reference("B"),
};

const standing = {
  none: [],
  booked: [booked],
  confirmed: [booked, confirmed],
  rescheduled: [booked, movedAway],
  in_progress: [booked, started],
  completed: [booked, started, { type: "appointment.completed", by: "time" }],
  no_show: [booked, { type: "appointment.no_show", by: "operator" }],
  cancelled: [booked, cancelled],
} satisfies Record<AppointmentState["status"], readonly AppointmentEvent[]>;

const statuses = Object.keys(standing) as readonly AppointmentState["status"][];

const wishes = {
  book: { kind: "book", booking: booking("A") },
  move: {
    kind: "move",
    booking: booking("B", { start: plusMs(visit, 24 * hour) }),
    from: reference("A"),
  },
  stand: { kind: "stand", booking: booking("A") },
  "stand at another time": {
    kind: "stand",
    booking: booking("A", { start: plusMs(visit, 24 * hour) }),
  },
  note_moved_away: { kind: "note_moved_away", booking: booking("A"), to: reference("B") },
  let_go: { kind: "let_go", reference: reference("A"), to: reference("B"), as: as("b".repeat(32)) },
  cancel: { kind: "cancel", booking: booking("A"), by: "customer", reason: null },
  "cancel by operator": { kind: "cancel", booking: booking("A"), by: "operator", reason: null },
  "cancel of an unknown booking": {
    kind: "cancel",
    booking: booking("Z"),
    by: "business",
    reason: null,
  },
  confirm: { kind: "confirm", by: "operator" },
  complete: { kind: "complete" },
  mark_no_show: { kind: "mark_no_show", by: "business" },
  clear_no_show: { kind: "clear_no_show" },
  "wake before the visit": { kind: "wake" },
} satisfies Record<string, AppointmentWish>;

/**
 * What is decided: the events that happen, `-` where nothing new is true, `!x` where it is refused
 * because there is no way to `x` from there, `?` where nobody knows the appointment.
 */
const table: Readonly<Record<keyof typeof wishes, Record<AppointmentState["status"], string>>> = {
  book: {
    none: "booked",
    booked: "-",
    confirmed: "-",
    rescheduled: "-",
    in_progress: "-",
    completed: "-",
    no_show: "-",
    cancelled: "-",
  },
  move: {
    none: "booked",
    booked: "rescheduled booked",
    confirmed: "rescheduled booked",
    rescheduled: "rescheduled booked",
    in_progress: "!rescheduled",
    completed: "!rescheduled",
    no_show: "!rescheduled",
    cancelled: "!rescheduled",
  },
  stand: {
    none: "booked",
    booked: "-",
    confirmed: "-",
    rescheduled: "-",
    in_progress: "-",
    completed: "-",
    no_show: "-",
    cancelled: "-",
  },
  "stand at another time": {
    none: "booked",
    booked: "rescheduled booked",
    confirmed: "rescheduled booked",
    rescheduled: "rescheduled booked",
    in_progress: "!rescheduled",
    completed: "!rescheduled",
    no_show: "!rescheduled",
    cancelled: "!rescheduled",
  },
  let_go: {
    none: "continued",
    booked: "moved_away continued",
    confirmed: "moved_away continued",
    rescheduled: "continued",
    in_progress: "!rescheduled",
    completed: "!rescheduled",
    no_show: "!rescheduled",
    cancelled: "!rescheduled",
  },
  note_moved_away: {
    none: "booked moved_away",
    booked: "moved_away",
    confirmed: "moved_away",
    rescheduled: "-",
    in_progress: "!rescheduled",
    completed: "!rescheduled",
    no_show: "!rescheduled",
    cancelled: "!rescheduled",
  },
  cancel: {
    none: "booked cancelled",
    booked: "cancelled",
    confirmed: "cancelled",
    rescheduled: "-",
    in_progress: "!cancelled",
    completed: "!cancelled",
    no_show: "!cancelled",
    cancelled: "-",
  },
  "cancel by operator": {
    none: "booked cancelled",
    booked: "cancelled",
    confirmed: "cancelled",
    rescheduled: "!cancelled",
    in_progress: "!cancelled",
    completed: "!cancelled",
    no_show: "!cancelled",
    cancelled: "-",
  },
  "cancel of an unknown booking": {
    none: "booked cancelled",
    booked: "cancel_noted",
    confirmed: "cancel_noted",
    rescheduled: "cancel_noted",
    in_progress: "cancel_noted",
    completed: "cancel_noted",
    no_show: "cancel_noted",
    cancelled: "cancel_noted",
  },
  confirm: {
    none: "?",
    booked: "confirmed",
    confirmed: "-",
    rescheduled: "!confirmed",
    in_progress: "!confirmed",
    completed: "!confirmed",
    no_show: "!confirmed",
    cancelled: "!confirmed",
  },
  complete: {
    none: "?",
    booked: "!completed",
    confirmed: "!completed",
    rescheduled: "!completed",
    in_progress: "completed",
    completed: "-",
    no_show: "!completed",
    cancelled: "!completed",
  },
  mark_no_show: {
    none: "?",
    booked: "no_show",
    confirmed: "no_show",
    rescheduled: "!no_show",
    in_progress: "no_show",
    completed: "!no_show",
    no_show: "-",
    cancelled: "!no_show",
  },
  clear_no_show: {
    none: "-",
    booked: "-",
    confirmed: "-",
    rescheduled: "-",
    in_progress: "-",
    completed: "-",
    no_show: "!booked",
    cancelled: "-",
  },
  "wake before the visit": {
    none: "-",
    booked: "-",
    confirmed: "-",
    rescheduled: "-",
    in_progress: "-",
    completed: "-",
    no_show: "-",
    cancelled: "-",
  },
};

const cells = Object.entries(table).flatMap(([wish, row]) =>
  statuses.map((status) => ({ wish: wish as keyof typeof wishes, status, says: row[status] })),
);

describe("what may be wished of an appointment", () => {
  it.each(cells)("$wish, while $status: $says", ({ wish, status, says }) => {
    const told = given(...standing[status]).when(wishes[wish], monday);
    const types = says.split(" ").map((name) => `appointment.${name}` as AppointmentEvent["type"]);
    if (says === "-") told.thenNothingHappened();
    else if (says === "?") told.thenRefuses("appointment_unknown");
    else if (!says.startsWith("!")) told.thenHappened(...types);
    else told.thenRefuses("transition_unsupported", { from: status, to: says.slice(1) });
  });

  it("keeps to the states that it says to be in", () => {
    for (const status of statuses) expect(given(...standing[status]).state.status).toBe(status);
  });

  it("says who it was that cancelled, and cannot say that it was the system", () => {
    given(booked)
      .when({ kind: "cancel", booking: booking("A"), by: "business", reason: "ill" }, monday)
      .thenEvents([{ ...cancelled, by: "business", reason: "ill" }]);
    // @ts-expect-error -- The system never cancels: there is no way to write it down.
    const impossible: AppointmentWish = { ...wishes.cancel, by: "system" };
    expect(impossible).toBeDefined();
  });
});

describe("a booking", () => {
  const late = booking("A", { start: monday });

  it("is refused where the visit is over or begins this moment", () =>
    given()
      .when({ kind: "book", booking: late }, monday)
      .thenRefuses("appointment_in_past", { start: monday, now: monday }));

  it("is refused where it ends before it starts, or at once", () => {
    const backwards = booking("A", { end: visit });
    given()
      .when({ kind: "book", booking: backwards }, monday)
      .thenRefuses("appointment_ends_before_start");
    given(booked)
      .when({ ...wishes.move, booking: { ...backwards, reference: reference("B") } }, monday)
      .thenRefuses("appointment_ends_before_start");
  });

  it("is not refused for its time when it is only told again", () =>
    given(booked).when(wishes.book, plusMs(visit, hour)).thenNothingHappened());
});

describe("the clock", () => {
  const wake: AppointmentWish = { kind: "wake" };
  const end = booking("A").end;

  it("begins the visit at its start, and not a moment earlier", () =>
    given(booked)
      .when(wake, plusMs(visit, -1))
      .thenNothingHappened()
      .when(wake, visit)
      .thenEvents([{ type: "appointment.started" }]));

  it("completes it two hours after its end, and not a moment earlier", () =>
    given(booked, started)
      .when(wake, plusMs(end, 2 * hour - 1))
      .thenNothingHappened()
      .when(wake, plusMs(end, 2 * hour))
      .thenEvents([{ type: "appointment.completed", by: "time" }]));

  it("does both at once when it was asleep", () =>
    given(booked, confirmed)
      .when(wake, plusMs(end, 9 * hour))
      .thenHappened("appointment.started", "appointment.completed")
      .when(wake, plusMs(end, 9 * hour))
      .thenNothingHappened());

  it("leaves alone what has ended or has no time", () => {
    for (const status of ["none", "rescheduled", "completed", "no_show", "cancelled"] as const) {
      const told = given(...standing[status]).when(wake, plusMs(end, 9 * hour));
      told.thenNothingHappened();
      expect(nextAppointmentWake(told.state)).toBeNull();
    }
  });

  it("is wanted at the start, then two hours after the end", () => {
    expect(nextAppointmentWake(given(booked).state)).toBe(visit);
    expect(nextAppointmentWake(given(booked, confirmed).state)).toBe(visit);
    expect(nextAppointmentWake(given(booked, started).state)).toBe(plusMs(end, 2 * hour));
  });

  it("does not matter to somebody who says that it is over sooner", () =>
    given(booked, started)
      .when({ kind: "complete" }, plusMs(visit, minute))
      .thenEvents([{ type: "appointment.completed", by: "operator" }]));
});
