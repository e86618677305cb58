import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lintTemplate } from "#core/message/lint";
import { parseTemplate, renderTemplate, withNotice } from "#core/message/render";
import { forbiddenWordsFrom, textRulesFrom } from "#core/message/rules";
import { segmentsOf } from "#core/message/segments";
import { messageVariables } from "#core/message/values";

const pack = new URL("../../../core/profiles/healthcare/", import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, pack), "utf8");
const valueOf = <T>(read: { ok: true; value: T } | { ok: false; refusal: string }): T => {
  if (!read.ok) throw new Error(read.refusal);
  return read.value;
};

const rules = valueOf(textRulesFrom(parse(text("texts.yaml"))));
const forbidden = valueOf(forbiddenWordsFrom(parse(text("forbidden-words.yaml"))));
const templates = readdirSync(new URL("templates/", pack)).map((file) => ({
  id: file.replace(".liquid", ""),
  source: text(`templates/${file}`),
}));

const sent = (id: string, sample: number): string => {
  const source = templates.find((one) => one.id === id)?.source ?? "";
  const template = parseTemplate(id, source);
  const values = rules.samples[sample];
  if (!template.ok || values === undefined) throw new Error(`Cannot render "${id}"`);
  return withNotice(renderTemplate(template.value, values), rules.optOutNotice);
};

describe("the texts of the healthcare pack", () => {
  it.each(templates)("$id keeps the rules", (template) => {
    expect(lintTemplate(template, { rules, forbidden })).toEqual([]);
  });

  it("read aloud as a friendly front desk", () => {
    expect(Object.fromEntries(templates.map(({ id }) => [id, sent(id, 0)]))).toEqual({
      "booking-confirmation":
        "Riverside Clinic: your appointment is booked for Tue, Mar 3 at 10:00 AM. Reply C to confirm. Need another time? https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "booking-moved":
        "Riverside Clinic: your appointment is now on Tue, Mar 3 at 10:00 AM. Reply C to confirm. Need another time? https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "confirmed-thanks":
        "Riverside Clinic: thank you, you are confirmed for Tue, Mar 3 at 10:00 AM. If anything changes, call (404) 555-1234. Reply STOP to opt out.",
      "reminder-one-day":
        "Riverside Clinic: your visit on Tue, Mar 3 at 10:00 AM is not confirmed yet. Please reply C to confirm, or call (404) 555-1234. Reply STOP to opt out.",
      "reminder-two-days":
        "Riverside Clinic: we'll see you on Tue, Mar 3 at 10:00 AM. Reply C to confirm. Need another time? Call (404) 555-1234. Reply STOP to opt out.",
    });
  });

  it("give a number to call where the booking system gives no link, in one segment", () => {
    expect(sent("booking-confirmation", 2)).toBe(
      "Riverside Clinic: your appointment is booked for Wed, Nov 25 at 12:30 PM EST. Reply C to confirm. Need another time? Call (404) 555-1234. Reply STOP to opt out.",
    );
    expect(segmentsOf(sent("booking-confirmation", 2)).segments).toBe(1);
  });

  it("allow two segments only where there is a template to need them", () => {
    expect(templates.map(({ id }) => id)).toEqual(
      expect.arrayContaining(Object.keys(rules.segments.exceptions)),
    );
  });

  it("cannot name the customer: there is no such variable", () => {
    expect(messageVariables.filter((name) => /customer|service|clinician/.test(name))).toEqual([]);
  });
});
