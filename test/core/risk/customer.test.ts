import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import { plusMs } from "#core/kernel/time";
import type { Standing } from "#core/risk/standing";
import { riskReason } from "#core/views/risk-words";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, {});
const after = plusMs(visit, hour);

const standing: Standing = {
  counts: true,
  reschedules: 0,
  asked: true,
  confirmed: false,
  price: null,
  pastDue: false,
};
const note = (
  ref: string,
  status: "booked" | "no_show" | "completed",
  other: Partial<Standing> = {},
): CustomerWish => ({
  kind: "note_appointment",
  contact: null,
  appointment: appointmentIdOf(reference(ref)),
  start: visit,
  status,
  asOf: { booked: 1, no_show: 2, completed: 3 }[status],
  standing: { ...standing, ...other },
});
const assessIt: CustomerWish = { kind: "assess_risk" };

describe("a customer's risk", () => {
  it("is no news for who has just booked for the first time", () =>
    given().when(note("A", "booked"), monday).thenHappened("customer.appointment_noted"));

  it("is recorded with the note that changes it, and explained", () => {
    const told = given().when(note("A", "booked"), monday).when(note("A", "no_show"), after);

    told.thenHappened("customer.appointment_noted", "customer.risk_assessed");
    expect(told.events.at(-1)).toMatchObject({ formula: 1, score: 50, level: "medium" });
    expect(told.state.risk && riskReason(told.state.risk)).toBe(
      "1 visit missed (20 points); 0 of 1 visit confirmed (30 points)",
    );
  });

  it("is recorded again only when it says something else", () => {
    const missed = given().when(note("A", "no_show"), after);

    missed.when(assessIt, after).thenNothingHappened();
    missed
      .when(note("B", "completed", { confirmed: true }), after)
      .thenHappened("customer.appointment_noted", "customer.risk_assessed");
  });

  it("is recorded, too, when nothing is held against them any more", () => {
    const cleared = given()
      .when(note("A", "booked", { pastDue: true }), monday)
      .when({ ...note("A", "completed", { confirmed: true }), asOf: 4 } as CustomerWish, after);

    expect(cleared.events.at(-1)).toMatchObject({ type: "customer.risk_assessed", score: 0 });
    expect(cleared.state.risk && riskReason(cleared.state.risk)).toBe(
      "nothing is held against the customer any more",
    );
  });

  it("is made up for where a program noted visits that knew nothing of it", () => {
    const old = given({
      type: "customer.appointment_noted",
      appointment: appointmentIdOf(reference("A")),
      start: visit,
      status: "no_show",
      asOf: 1,
    });
    expect(old.state.risk).toBeNull();
    old.when(assessIt, after).thenHappened("customer.risk_assessed");
  });

  it("cannot be asked of somebody whom nobody knows", () =>
    given().when(assessIt, monday).thenRefuses("customer_unknown"));

  it("stays when the customer is erased: it says nothing of who they are", () => {
    const erased = given({ type: "customer.registered", name: "A", email: null, phone: null })
      .when(note("A", "no_show"), after)
      .when({ kind: "erase" }, after);

    expect(erased.state.risk?.score).toBe(50);
  });
});
