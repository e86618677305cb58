import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import { at } from "#core/kernel/time";
import { mayText } from "#core/policy/consent";
import type { ConsentPurpose } from "#core/policy/purpose";
import { monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, {});

const evidence = {
  how: "form",
  at: at("2025-11-03T10:00:00Z"),
  where: "https://example.com/intake",
  wording: "You may text me about money.",
} as const;
const say = (
  kind: "grant_consent" | "withdraw_consent" | "import_consent",
  purpose: ConsentPurpose = "deposit",
): CustomerWish => ({ kind, purpose, evidence });
const book = (ref: string): CustomerWish => ({
  kind: "note_appointment",
  contact: { name: "Mary Ito", email: null, phone: "+14045551234" },
  appointment: appointmentIdOf(reference(ref)),
  start: visit,
  status: "booked",
  asOf: 1,
});

describe("a consent", () => {
  it("is recorded with its evidence: how, when, where, and the words that were agreed to", () =>
    given()
      .when(say("grant_consent"), monday)
      .thenEvents([{ type: "customer.consent_granted", purpose: "deposit", evidence }])
      .when(say("grant_consent"), monday)
      .thenNothingHappened());

  it("that says no time is of now", () =>
    given()
      .when(
        { kind: "grant_consent", purpose: "review", evidence: { ...evidence, at: null } },
        monday,
      )
      .thenEvents([
        {
          type: "customer.consent_granted",
          purpose: "review",
          evidence: { ...evidence, at: monday },
        },
      ]));

  it("can be taken back, and given again", () => {
    const told = given()
      .when(say("grant_consent"), monday)
      .when(say("withdraw_consent"), monday)
      .thenEvents([{ type: "customer.consent_withdrawn", purpose: "deposit", evidence }]);
    expect(told.state.consents).toEqual({ deposit: "withdrawn" });
    told.when(say("grant_consent"), monday).thenHappened("customer.consent_granted");
  });

  it("that is imported never overrides what the customer has told us since", () => {
    given()
      .when(say("import_consent"), monday)
      .thenEvents([{ type: "customer.consent_imported", purpose: "deposit", evidence }]);
    given()
      .when(say("withdraw_consent"), monday)
      .when(say("import_consent"), monday)
      .thenNothingHappened();
  });

  it("to texts about a visit lies in giving the phone with its booking, once", () => {
    const told = given().when(book("A"), monday);
    expect(told.state.consents).toEqual({ reminder: "granted" });
    told.when(book("B"), monday).thenHappened("customer.appointment_noted");
  });

  it("that was taken back does not come back with another booking", () => {
    const told = given()
      .when(say("withdraw_consent", "reminder"), monday)
      .when(book("A"), monday)
      .thenHappened("customer.registered", "customer.appointment_noted");
    expect(told.state.consents).toEqual({ reminder: "withdrawn" });
  });

  it("is forgotten with an erased customer, a no is not", () => {
    const told = given()
      .when(say("grant_consent"), monday)
      .when(say("withdraw_consent", "marketing"), monday)
      .when({ kind: "erase" }, monday);
    expect(told.state.consents).toEqual({ marketing: "withdrawn" });
  });
});

describe("a purpose", () => {
  const rules = { impliedByBooking: ["reminder"] as const, caps: [] };

  it.each([
    ["a reminder", "reminder", true],
    ["a confirmation", "confirmation", true],
    ["a deposit", "deposit", false],
    ["a review", "review", false],
    ["an offer", "marketing", false],
  ] as const)("of %s is allowed or not where nobody has been asked", (_, purpose, expected) => {
    expect(mayText(purpose, {}, rules)).toBe(expected);
  });

  it("is allowed by its own consent alone", () => {
    expect(mayText("deposit", { deposit: "granted" }, rules)).toBe(true);
    expect(mayText("marketing", { deposit: "granted", reminder: "granted" }, rules)).toBe(false);
  });

  it("that a booking implies can still be refused", () => {
    expect(mayText("confirmation", { reminder: "withdrawn" }, rules)).toBe(false);
  });

  it("may be implied where a pack says so", () => {
    expect(mayText("review", {}, { ...rules, impliedByBooking: ["reminder", "review"] })).toBe(
      true,
    );
  });
});
