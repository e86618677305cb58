import { describe, expect, it, vi } from "vitest";
import { at } from "#core/kernel/time";
import { parseTemplate } from "#core/message/render";
import { renderTemplate, withNotice } from "#core/message/template";
import { type MessageValues, messageValues } from "#core/message/values";
import type { TenantSettings } from "#core/tenant/settings";
import { zone } from "#test/support/zones";

const clinic: TenantSettings = {
  name: "Riverside Clinic",
  zone: zone("America/New_York"),
  country: "US",
  locale: "en-US",
  phone: "+14045551234",
  quietHours: { from: "20:00", until: "09:00" },
};
const noLinks = { reschedule: null, cancel: null };
const start = at("2026-03-03T15:00:00Z");
const valuesIn = (zoneName: string, settings: TenantSettings = clinic): MessageValues =>
  messageValues({ settings, start, zone: zone(zoneName), links: noLinks });
const values = valuesIn("America/New_York");

const rendered = (source: string, with_: MessageValues = values): string => {
  const template = parseTemplate("test", source);
  if (!template.ok) throw new Error(JSON.stringify(template.refusal));
  return renderTemplate(template.value, with_);
};

const problemsOf = (source: string) => {
  const template = parseTemplate("test", source);
  return template.ok ? [] : template.refusal;
};

describe("the values of a text", () => {
  it("are those that a person at the front desk would say", () => {
    expect(values).toEqual({
      clinic: {
        name: "Riverside Clinic",
        phone: "(404) 555-1234",
        review_link: null,
        booking_link: null,
      },
      appointment: { day: "Tue, Mar 3", time: "10:00 AM", zone_note: "" },
      links: noLinks,
      deposit: { link: null },
    });
  });

  it("are the same where another build of the language data puts a narrow space before AM", () => {
    // To the machine it is a getter, whatever the types say.
    const formatter: { readonly format: unknown } = Intl.DateTimeFormat.prototype;
    const format = vi.spyOn(formatter, "format", "get");
    format.mockReturnValue(() => "10:00\u202fAM");
    try {
      expect(valuesIn("America/New_York").appointment.time).toBe("10:00\u0020AM");
    } finally {
      format.mockRestore();
    }
  });

  it("name the zone where the customer's clock is not the clinic's", () => {
    expect(valuesIn("Europe/Berlin").appointment).toEqual({
      day: "Tue, Mar 3",
      time: "4:00 PM",
      zone_note: " GMT+1",
    });
    expect(valuesIn("America/Chicago").appointment.zone_note).toBe(" CST");
  });

  it("do not name a zone whose clock shows the same", () => {
    expect(valuesIn("America/Toronto").appointment.zone_note).toBe("");
  });

  it("name the zone where only the day differs", () => {
    const inKiritimati = { ...clinic, zone: zone("Pacific/Honolulu") };
    expect(valuesIn("Pacific/Kiritimati", inKiritimati).appointment).toEqual({
      day: "Wed, Mar 4",
      time: "5:00 AM",
      zone_note: " GMT+14",
    });
  });

  it("speak the tenant's language", () => {
    const spanish = { ...clinic, locale: "es-US" };
    expect(valuesIn("America/New_York", spanish).appointment).toEqual({
      day: "mar, 3 de mar",
      time: "10:00 a.m.",
      zone_note: "",
    });
  });
});

describe("a template", () => {
  it("becomes one line, however it is laid out", () => {
    const source = "{% comment %} When: {{ x }} {% endcomment %}\n{{ clinic.name }}:\n\t see you\n";
    expect(rendered(source)).toBe("Riverside Clinic: see you");
  });

  it("may say something else where there is no link", () => {
    const source = "{% if links.cancel %}{{ links.cancel }}{% else %}{{ clinic.phone }}{% endif %}";
    const linked = { ...values, links: { reschedule: null, cancel: "https://example.com/c" } };
    expect(rendered(source)).toBe("(404) 555-1234");
    expect(rendered(source, linked)).toBe("https://example.com/c");
  });

  it("does not read a value as a template", () => {
    const tricky = { ...values, clinic: { name: "{{ clinic.phone }}", phone: "1" } };
    expect(rendered("{{ clinic.name }}", tricky)).toBe("{{ clinic.phone }}");
  });

  it("gets the notice behind one space", () => {
    expect(withNotice("See you.", "Reply STOP to opt out.")).toBe(
      "See you. Reply STOP to opt out.",
    );
    expect(withNotice("See you.", " Reply STOP to opt out.")).toBe(
      "See you. Reply STOP to opt out.",
    );
  });

  it.each([
    ["a name", "Hello\n{{ customer.name }}", "customer.name", 2],
    ["a misspelt name", "{{ clinic.nmae }}", "clinic.nmae", 1],
    ["a whole group", "{{ clinic }}", "clinic", 1],
    ["what a string inherits", "{{ clinic.name.length }}", "clinic.name.length", 1],
    ["what an object inherits", "{{ clinic.constructor }}", "clinic.constructor", 1],
    ["a computed name", "\n\n{{ clinic[links.cancel] }}", "clinic.[…]", 3],
    ["a condition's name", "{% if visit.reason %}x{% endif %}", "visit.reason", 1],
  ])("may not name %s", (_story, source, path, line) => {
    expect(problemsOf(source)).toContainEqual({
      rule: "unknown_variable",
      message: expect.stringContaining(`Cannot fill "${path}"`),
      line,
    });
  });

  it.each([
    ["an open tag", "a\n{% if links.cancel %} b", 2],
    ["an open output", "a\nb\n{{ clinic.name ", 3],
    ["a filter", 'a\n{{ clinic.name | date: "%Y" }}', 2],
    ["a loop", "{% for x in clinic %}{% endfor %}", 1],
    ["another file", '\n{% include "x" %}', 2],
    ["an inherited name for a tag", "{% constructor %}", 1],
    ["twenty thousand characters and one", "a".repeat(20_001), 1],
  ])("may not have %s, and the line is told", (_story, source, line) => {
    expect(problemsOf(source)).toEqual([{ rule: "syntax", message: expect.any(String), line }]);
  });
});
