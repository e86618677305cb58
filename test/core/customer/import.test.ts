import { describe, expect, it } from "vitest";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import type { ImportedContact } from "#core/import/row";
import { as, type Hex } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { monday } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, {});

const source = { importId: "import-1", file: as<Hex>("f11e"), line: 2 };
const contact: ImportedContact = {
  name: "Mary Ito",
  email: "mary@example.com",
  phone: "+14045551234",
  language: "es",
  zone: null,
  consents: [{ purpose: "reminder", granted: true, on: "2026-01-02" }],
  evidence: "intake form",
};
const wish = (
  other: Partial<Extract<CustomerWish, { kind: "import_contact" }>> = {},
): CustomerWish => ({
  kind: "import_contact",
  contact,
  optedOut: false,
  row: as("r0w"),
  source,
  ...other,
});

const { language, zone, consents, evidence, ...person } = contact;
const registered: CustomerEvent = { type: "customer.registered", ...person };
const imported = {
  type: "customer.imported",
  source,
  row: as("r0w"),
  language,
  zone,
  consents,
  evidence,
} as const satisfies CustomerEvent;
/** What the list says of consent counts as consent: with the day on which it was said, and where to look it up. */
const allowed: CustomerEvent = {
  type: "customer.consent_imported",
  purpose: "reminder",
  evidence: {
    how: "import",
    at: at("2026-01-02T00:00:00Z"),
    where: "intake form",
    wording: null,
  },
};
const optedOut: CustomerEvent = {
  type: "customer.opted_out",
  how: "import",
  evidence: "import:import-1:2",
};

describe("a row of a list", () => {
  it("registers whom nobody knew, and says whence it came", () =>
    given().when(wish(), monday).thenEvents([registered, imported, allowed]));

  it("is nothing new when it comes again, also after a booking has changed the contact", () => {
    const changed: CustomerEvent = { type: "customer.contact_changed", ...person, name: "M. Ito" };
    given(registered, imported).when(wish(), monday).thenNothingHappened();
    given(registered, imported, changed).when(wish(), monday).thenNothingHappened();
  });

  it("that says something else updates; what it leaves empty stays", () => {
    const told = given(registered, imported).when(
      wish({
        row: as("0ther"),
        contact: {
          ...contact,
          name: "Mary Ito-Smith",
          email: null,
          language: null,
          consents: [{ purpose: "review", granted: false, on: null }],
        },
      }),
      monday,
    );
    told.thenHappened(
      "customer.contact_changed",
      "customer.imported",
      "customer.consent_withdrawn",
    );
    expect(told.state.consents).toEqual({ review: "withdrawn" });
    expect(told.state.contact).toEqual({ ...person, name: "Mary Ito-Smith" });
    const bare = { ...contact, name: null, phone: null, email: "m@example.com" };
    expect(told.when(wish({ row: as("th1rd"), contact: bare }), monday).state.contact).toEqual({
      ...person,
      name: "Mary Ito-Smith",
      email: "m@example.com",
    });
    expect(told.state.imported).toMatchObject({
      language: "es",
      consents: [{ purpose: "reminder" }, { purpose: "review" }],
    });
  });

  it("opts out who asks for it, and never in who does not", () => {
    given()
      .when(wish({ optedOut: true }), monday)
      .thenEvents([registered, imported, allowed, optedOut])
      .when(wish({ row: as("0ther"), optedOut: false }), monday)
      .thenHappened("customer.imported");
    expect(given(registered, optedOut).when(wish({ optedOut: false }), monday).state.optedOut).toBe(
      true,
    );
  });

  it("does not take back that a customer has come to want texts again since", () => {
    const optedIn: CustomerEvent = { type: "customer.opted_in", how: "text", evidence: "SM1" };
    given(registered, imported, optedOut, optedIn)
      .when(wish({ optedOut: true }), monday)
      .thenNothingHappened();
  });

  it("of which only the STOP can be used leaves that, once", () =>
    given()
      .when(wish({ contact: null, optedOut: true }), monday)
      .thenEvents([optedOut])
      .when(wish({ contact: null, optedOut: true }), monday)
      .thenNothingHappened());

  it("brings nobody back who was erased, and still keeps their STOP", () => {
    const gone = given(registered, imported, { type: "customer.erased" });
    gone.when(wish(), monday).thenRefuses("customer_erased");
    gone.when(wish({ contact: null, optedOut: true }), monday).thenEvents([optedOut]);
    expect(gone.state.imported).toBeNull();
  });
});
