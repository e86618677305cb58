import { describe, expect, it } from "vitest";
import { columnsFrom } from "#core/import/columns";

const positions = (...header: string[]) => {
  const columns = columnsFrom(header);
  return columns.ok ? columns.value.positions : columns.refusal.details;
};

describe("a header", () => {
  it.each([
    [["Name", "Phone", "E-mail"], { name: 0, phone: 1, email: 2 }],
    [["first_name", "LAST NAME", "Mobile #"], { firstName: 0, lastName: 1, phone: 2 }],
    [["Nombre", "Teléfono", "Correo electrónico"], { name: 0, phone: 1, email: 2 }],
    [
      ["Client Name", "Cell Phone", "Opt-Out?", "SMS consent"],
      { name: 0, phone: 1, optedOut: 2, consentReminder: 3 },
    ],
  ])("%j is understood as people write it", (header, expected) =>
    expect(positions(...header)).toEqual(expected),
  );

  it("names the columns that are not read", () =>
    expect(columnsFrom(["phone", "Shoe size", ""])).toMatchObject({
      value: { ignored: ["Shoe size", ""] },
    }));

  it("without anything to tell people by is refused, and says what it found", () =>
    expect(positions("Name", "Fone")).toMatchObject({
      why: "no_contact_column",
      column: "Name, Fone",
    }));

  it.each([[[]], [["", " "]]])("%j is none", (header) =>
    expect(positions(...header)).toMatchObject({ why: "no_header" }),
  );

  it("with two columns for the same is refused: a person says which counts", () => {
    expect(positions("Mobile", "Name", "Phone")).toMatchObject({
      why: "column_twice",
      column: "Phone",
      other: "Mobile",
    });
    expect(columnsFrom(["Mobile", "Name", "Phone"], { phone: "phone" })).toMatchObject({
      value: { positions: { name: 1, phone: 2 }, ignored: ["Mobile"] },
    });
  });

  it("may be told where something stands, by a name that is there", () => {
    expect(columnsFrom(["Kontakt", "Wer"], { phone: "Kontakt", name: "wer" })).toMatchObject({
      value: { positions: { phone: 0, name: 1 } },
    });
    expect(columnsFrom(["a", "b"], { phone: "c" })).toMatchObject({
      refusal: { details: { why: "column_missing", column: "c" } },
    });
  });
});
