import { describe, expect, it } from "vitest";
import { columnsFrom } from "#core/import/columns";
import { judgeRow } from "#core/import/row";

type Cells = Readonly<Record<string, string>>;

const judged = (row: Cells, evidence: string | null = null) => {
  const columns = columnsFrom(Object.keys(row));
  if (!columns.ok) throw new Error("The header of this story is wrong");
  return judgeRow(Object.values(row), {
    columns: columns.value,
    country: "US",
    evidence,
    today: "2026-03-02",
  });
};

const faults = (row: Cells) =>
  judged(row).faults.map(({ why, column }) => `${why} ${column}`.trim());

describe("a row", () => {
  it("is kept in our own spelling", () =>
    expect(
      judged({
        "First name": " Ada ",
        "Last name": "Example  http://spam.example",
        Phone: "(404) 555-0123",
        Email: "ada@example.com",
        Language: "Español",
        Timezone: "america/new_york",
        "Opt out": "No",
        Consent: "Yes",
        "Consent date": "2026-01-02T10:00:00Z",
        "Consent source": "intake form",
        Shoes: "38",
      }),
    ).toEqual({
      contact: {
        name: "Ada Example",
        phone: "+14045550123",
        email: "ada@example.com",
        language: "es",
        zone: "America/New_York",
        consents: [{ purpose: "reminder", granted: true, on: "2026-01-02" }],
        evidence: "intake form",
      },
      optedOut: false,
      faults: [],
    }));

  it("of another country is read there", () => {
    const columns = columnsFrom(["phone"]);
    if (!columns.ok) throw new Error("The header of this story is wrong");
    const settings = { columns: columns.value, country: "GB", evidence: null, today: "2026-03-02" };
    expect(judgeRow(["020 7946 0123"], settings).contact.phone).toBe("+442079460123");
  });

  it.each([
    [{ phone: "1.40456E+10" }, "phone_unusable phone"],
    [{ Mobile: "+14045550123", Mail: "ada@" }, "email_unusable Mail"],
    [{ phone: "+14045550123", name: "x".repeat(101) }, "name_too_long name"],
    [{ phone: "+14045550123", lang: "Klingon!" }, "language_unknown lang"],
    [{ phone: "+14045550123", tz: "Mars/Olympus" }, "zone_unknown tz"],
    [{ phone: "+14045550123", optout: "maybe" }, "opted_out_unreadable optout"],
    [{ phone: "+14045550123", consent: "?" }, "consent_unreadable consent"],
    [
      { phone: "+14045550123", "consent date": "31.1.2026" },
      "consent_date_unreadable consent date",
    ],
    [
      { phone: "+14045550123", "consent date": "2026-02-31" },
      "consent_date_unreadable consent date",
    ],
    [
      { phone: "+14045550123", "consent date": "2026-03-04" },
      "consent_date_unreadable consent date",
    ],
    [{ phone: "+14045550123", consent: "yes" }, "consent_without_evidence"],
    [{ phone: " ", name: "Ada" }, "nobody"],
  ])("%j has a fault: %s", (row, fault) => expect(faults(row)).toEqual([fault]));

  it.each([
    "STOP",
    "unsubscribed",
    "Opted out",
    "opt-out",
    "Do not text",
    "2025-11-03",
    "11/3/2025",
    "baja",
  ])("takes %j in the column of opt-outs for what it is", (said) =>
    expect(judged({ phone: "+14045550123", optout: said })).toMatchObject({
      optedOut: true,
      faults: [],
    }),
  );

  it.each(["no", "Subscribed", "opted in", "N/A", "-", ""])("takes %j for no opt-out", (said) =>
    expect(judged({ phone: "+14045550123", optout: said })).toMatchObject({
      optedOut: false,
      faults: [],
    }),
  );

  it("is texted no more where nobody can read what it says about opt-outs", () =>
    expect(judged({ phone: "+14045550123", optout: "maybe" }).optedOut).toBe(true));

  it("tells all its faults at once", () =>
    expect(faults({ phone: "12", email: "x", optout: "?" })).toHaveLength(3));

  it("with more cells than names is refused: a comma has slipped in", () => {
    const columns = columnsFrom(["name", "phone"]);
    if (!columns.ok) throw new Error("The header of this story is wrong");
    const settings = { columns: columns.value, country: "US", evidence: null, today: "2026-03-02" };
    expect(judgeRow(["Example", " Ada", "+14045550123"], settings).faults).toContainEqual({
      why: "cells_too_many",
      column: "3",
    });
  });

  it("may leave the proof of its consents to whoever imports it", () => {
    expect(judged({ phone: "+14045550123", consent: "yes" }, "paper forms")).toMatchObject({
      contact: { evidence: "paper forms" },
      faults: [],
    });
    expect(judged({ phone: "+14045550123", consent: "" }, "paper forms")).toMatchObject({
      contact: { consents: [], evidence: null },
    });
  });

  it("that says no needs no proof", () =>
    expect(judged({ phone: "+14045550123", "marketing consent": "no" })).toMatchObject({
      contact: { consents: [{ purpose: "marketing", granted: false, on: null }] },
      faults: [],
    }));

  it("that a spreadsheet has marked as text is read as what it says", () =>
    expect(judged({ phone: "'+14045550123" }).contact.phone).toBe("+14045550123"));

  it.each(["yes", "TRUE", "1", "x", "Sí"])("with opt-out %s asks for no texts", (word) =>
    expect(judged({ phone: "+14045550123", optout: word }).optedOut).toBe(true),
  );

  it("asks for no texts also where the rest of it cannot be used", () =>
    expect(judged({ phone: "+14045550123", email: "x", stop: "yes" })).toMatchObject({
      optedOut: true,
      faults: [{ why: "email_unusable" }],
    }));
});
