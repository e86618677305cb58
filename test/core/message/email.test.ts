import { describe, expect, it } from "vitest";
import { emailSubject, writeEmail } from "#core/message/email";
import { parseTemplate } from "#core/message/render";
import { type TextRules, textRulesFrom } from "#core/message/rules";
import { messageValues } from "#core/message/values";
import { clinic, visit } from "#test/support/bookings";

const rules: TextRules = {
  version: 1,
  optOutNotice: "Reply STOP to opt out.",
  gsm7Only: true,
  email: { subject: "{{ clinic.name }}: your visit", notice: "Call {{ clinic.phone }}." },
  segments: { default: 1, exceptions: {} },
  locales: ["en-US"],
  limits: { clinicName: 30, clinicPhone: 16, link: 120 },
};

const written = (source: string, changes: Partial<TextRules> = {}, name = clinic.name) => {
  const template = parseTemplate("hello", source);
  if (!template.ok) throw new Error("Cannot go on: the template is wrong");
  const values = messageValues({
    settings: { ...clinic, name },
    start: visit,
    zone: clinic.zone,
    links: { reschedule: `https://example.com/${"a".repeat(300)}`, cancel: null },
    isEmail: true,
  });
  return writeEmail(template.value, values, { ...rules, ...changes });
};

describe("an e-mail", () => {
  it("has the words of the text, its own notice, and no segments", () => {
    const either = "{{ clinic.name }}: {% if by_email %}Please call.{% else %}Reply C.{% endif %}";
    const phone = "(404) 555-0000";
    expect(written(either)).toMatchObject({
      ok: true,
      value: { body: `${clinic.name}: Please call. Call ${phone}.`, segments: 0 },
    });
  });

  it("has room for what a text has none for: long links, long names, any letters", () => {
    const link = written("{{ clinic.name }}: {{ links.reschedule }}");
    expect(link).toMatchObject({ ok: true, value: { body: expect.stringContaining("aaaa") } });
    const name = "Zahnarztpraxis Dr. Łukasz Świątek-Ōyama am Marktplatz 👍";
    expect(written("{{ clinic.name }}: hello", {}, name)).toMatchObject({
      value: { body: expect.stringContaining(name) },
    });
  });

  it("says who writes, or is not written", () => {
    expect(written("Hello")).toEqual({ ok: false, refusal: "clinic_missing" });
  });

  it("has a subject of the pack's, else the name of who writes", () => {
    expect(emailSubject(rules, clinic)).toBe(`${clinic.name}: your visit`);
    const { email: _, ...without } = rules;
    expect(emailSubject(without, clinic)).toBe(clinic.name);
    // Nobody's name adds a header of its own.
    const odd = { ...clinic, name: "Clinic\r\nBcc: everybody@example.com" };
    expect(emailSubject(rules, odd)).not.toMatch(/[\r\n]/);
  });

  it.each(["", "two\nlines", "{{ appointment.day }}", "{% if x %}", "{{clinic.name}}"])(
    "has no subject like %j: the pack is refused",
    (subject) => {
      const email = { subject, notice: "Call us." };
      expect(textRulesFrom({ ...rules, email }).ok).toBe(false);
    },
  );
});
