import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTemplate } from "#core/message/render";
import type { TextRules } from "#core/message/rules";
import { segmentsOf } from "#core/message/segments";
import type { MessageValues } from "#core/message/values";
import { writeText } from "#core/message/write";
import { anyCharacter } from "#test/support/any-text";

const rules: TextRules = {
  version: 1,
  optOutNotice: "Reply STOP to opt out.",
  gsm7Only: true,
  segments: { default: 1, exceptions: { roomy: { segments: 2, why: "it holds a link" } } },
  locales: ["en-US"],
  limits: { clinicName: 30, clinicPhone: 16, link: 120 },
};
const link = "https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA";
const values: MessageValues = {
  clinic: { name: "Riverside Clinic", phone: "(404) 555-1234" },
  appointment: { day: "Tue, Mar 3", time: "10:00 AM", zone_note: "" },
  links: { reschedule: link, cancel: null },
  deposit: { link: null },
};
const named = (name: string): MessageValues => ({
  ...values,
  clinic: { ...values.clinic, name },
});
const linked = (reschedule: string): MessageValues => ({
  ...values,
  links: { ...values.links, reschedule },
});

const source = `{{ clinic.name }}: {{ appointment.day }}, {{ appointment.time }}. Another time?
  {% if links.reschedule %}{{ links.reschedule }}{% else %}Call {{ clinic.phone }}.{% endif %}`;

const write = (
  with_: MessageValues,
  id = "roomy",
  text = source,
  other: Partial<TextRules> = {},
) => {
  const template = parseTemplate(id, text);
  if (!template.ok) throw new Error(JSON.stringify(template.refusal));
  return writeText(template.value, with_, { ...rules, ...other });
};
const bodyOf = (with_: MessageValues, id?: string): string => {
  const text = write(with_, id);
  return text.ok ? text.value.body : text.refusal;
};

const called =
  "Riverside Clinic: Tue, Mar 3, 10:00 AM. Another time? Call (404) 555-1234. Reply STOP to opt out.";

describe("a text that is about to go", () => {
  it("gives the link where there is room for it", () => {
    expect(write(values)).toEqual({
      ok: true,
      value: { body: called.replace("Call (404) 555-1234.", link), segments: 1 },
    });
  });

  it.each<[string, MessageValues, string?]>([
    ["it has no room for the link", linked(`https://example.com/${"a".repeat(250)}`)],
    [
      "the link would cost a segment more",
      linked(`https://example.com/${"a".repeat(90)}`),
      "tight",
    ],
    ["the link is not encrypted", linked("http://calendly.com/r")],
    ["the link is none", linked("javascript:alert(1)")],
    ["the link has no end", linked(`https://example.com/${"a".repeat(200_000)}`)],
    ["the link invites a word that carriers answer", linked("https://example.com/STOP")],
  ])("gives the clinic's phone where %s", (_story, with_, id) => {
    expect(bodyOf(with_, id)).toBe(called);
  });

  it.each([
    ["ends after a word", "Riverside Family Medicine Center", "Riverside Family Medicine"],
    [
      "ends without a dangling word",
      "Riverside Family Medicine & Wellness",
      "Riverside Family Medicine",
    ],
    ["ends without a small word", "Riverside Center for the Elderly", "Riverside Center"],
    ["that is one word is cut", "R".repeat(200_000), "R".repeat(30)],
    ["that just fits stays", "Peachtree Family Care, Atlanta", "Peachtree Family Care, Atlanta"],
    ["is one line", " Riverside\n Clinic ", "Riverside Clinic"],
    ["is written in letters that cost no room", "Clínica “Río”", 'Clinica "Rio"'],
  ])("names the clinic by a name that %s", (_story, name, expected) => {
    expect(bodyOf(named(name)).split(": Tue")[0]).toBe(expected);
  });

  it("is refused where it is too long even without its links", () => {
    expect(write(values, "tight", `${source} ${"a".repeat(100)}`)).toEqual({
      ok: false,
      refusal: "text_too_long",
    });
    expect(write(named("Клиника у реки"), "tight")).toEqual({
      ok: false,
      refusal: "text_too_long",
    });
  });

  it("keeps another alphabet, and counts what that costs", () => {
    const text = write({ ...named("Клиника"), links: { reschedule: null, cancel: null } });
    expect(text).toMatchObject({ ok: true, value: { segments: 2 } });
    expect(text.ok && text.value.body).toContain("Клиника: Tue");
  });

  it("keeps every letter where the pack does not mind", () => {
    const text = write(named("Clínica"), "roomy", source, { gsm7Only: false });
    expect(text.ok && text.value.body).toContain("Clínica: Tue");
  });

  it("is refused where it would not say who writes", () => {
    for (const name of ["", " \n"])
      expect(write(named(name))).toMatchObject({ refusal: "clinic_missing" });
    expect(write(values, "roomy", "See you.")).toMatchObject({ refusal: "clinic_missing" });
    expect(
      write(values, "roomy", "{% if links.cancel %}{{ clinic.name }}{% endif %}"),
    ).toMatchObject({ refusal: "clinic_missing" });
  });

  it("is within its segments, names the clinic and ends with the notice, whatever the values are", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: anyCharacter, maxLength: 300 }));
    const anything = fc.record({
      clinic: fc.record({ name: text, phone: text }),
      appointment: fc.record({ day: text, time: text, zone_note: text }),
      links: fc.record({ reschedule: fc.option(text), cancel: fc.option(text) }),
      deposit: fc.record({ link: fc.option(text) }),
    });
    fc.assert(
      fc.property(anything, (with_) => {
        const written = write(with_);
        if (!written.ok) return;
        const { body, segments } = written.value;
        expect(segments).toBe(segmentsOf(body).segments);
        expect(segments).toBeLessThanOrEqual(2);
        expect(body).toMatch(/.+: .* Reply STOP to opt out\.$/u);
      }),
    );
  });
});
