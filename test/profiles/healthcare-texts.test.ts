import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { lintTemplate } from "#core/message/lint";
import { at } from "#core/kernel/time";
import { parseTemplate } from "#core/message/render";
import { forbiddenWordsFrom, textRulesFrom } from "#core/message/rules";
import { type MessageValues, messageValues, messageVariables } from "#core/message/values";
import { writeText } from "#core/message/write";
import { riverside } from "#local/seed";
import { zone } from "#test/support/zones";

const pack = new URL("../../core/profiles/healthcare/", import.meta.url);
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

const sample: MessageValues = {
  clinic: {
    name: "Riverside Clinic",
    phone: "(404) 555-1234",
    review_link: "https://search.google.com/local/writereview?placeid=AAAA",
    booking_link: "https://calendly.com/riverside-clinic/visit",
  },
  appointment: { day: "Tue, Mar 3", time: "10:00 AM", zone_note: "" },
  links: {
    reschedule: "https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA",
    cancel: "https://calendly.com/cancellations/AAAAAAAAAAAAAAAA",
  },
  deposit: { link: "https://buy.stripe.com/test_14k8yI2Aq3X0aBcDeF" },
};

const written = (id: string, values: MessageValues = sample) => {
  const source = templates.find((one) => one.id === id)?.source ?? "";
  const template = parseTemplate(id, source);
  const text = template.ok ? writeText(template.value, values, rules) : null;
  if (!text?.ok) throw new Error(`Cannot write "${id}"`);
  return text.value;
};

describe("the texts of the healthcare pack", () => {
  it.each(templates)("$id keeps the rules", (template) => {
    expect(lintTemplate(template, { rules, forbidden })).toEqual([]);
  });

  it.each([
    "Your tooth whitening awaits.",
    "Su blanqueamiento dental es el lunes.",
    "Time for your eye test.",
    "See you for your braces.",
    "Su limpieza es el lunes.",
  ])("may not tell what the visit is for: %s", (said) => {
    const template = { id: "test", source: `{{ clinic.name }}: ${said}` };
    const broken = lintTemplate(template, { rules, forbidden }).map(({ rule }) => rule);
    expect(broken).toContain("forbidden_content");
  });

  it("read aloud as a friendly front desk", () => {
    expect(Object.fromEntries(templates.map(({ id }) => [id, written(id).body]))).toEqual({
      "booking-confirmation":
        "Riverside Clinic: your appointment is booked for Tue, Mar 3 at 10:00 AM. Reply C to confirm. Need another time? https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "booking-moved":
        "Riverside Clinic: your appointment is now on Tue, Mar 3 at 10:00 AM. Reply C to confirm. Need another time? https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "cancel-link":
        "Riverside Clinic: sorry you can't come. Give your time back here: https://calendly.com/cancellations/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "missed-visit-offer":
        "Riverside Clinic: we missed you. Choose another time here: https://calendly.com/riverside-clinic/visit Reply STOP to opt out.",
      "missed-visit-offer-deposit":
        "Riverside Clinic: we missed you. Choose another time here: https://calendly.com/riverside-clinic/visit A deposit will hold it. Reply STOP to opt out.",
      "rebooking-offer":
        "Riverside Clinic: whenever you would like to come again, choose a time here: https://calendly.com/riverside-clinic/visit Reply STOP to opt out.",
      "reschedule-link":
        "Riverside Clinic: choose another time here: https://calendly.com/reschedulings/AAAAAAAAAAAAAAAA Reply STOP to opt out.",
      "review-follow-up":
        "Riverside Clinic: a few words about your visit would help us and others: https://search.google.com/local/writereview?placeid=AAAA Reply STOP to opt out.",
      "review-opened-thanks":
        "Riverside Clinic: thank you for taking a moment after your visit. Reply STOP to opt out.",
      "review-request":
        "Riverside Clinic: thank you for coming. How was it? Tell others here: https://search.google.com/local/writereview?placeid=AAAA Reply STOP to opt out.",
      "review-thanks":
        "Riverside Clinic: thank you for telling us. We read every word. Reply STOP to opt out.",
      "confirmed-thanks":
        "Riverside Clinic: thank you, you are confirmed for Tue, Mar 3 at 10:00 AM. To change, call (404) 555-1234. Reply STOP to opt out.",
      "deposit-again":
        "Riverside Clinic: the deposit for your visit on Tue, Mar 3 at 10:00 AM did not go through. Pay here: https://buy.stripe.com/test_14k8yI2Aq3X0aBcDeF Reply STOP to opt out.",
      "deposit-reminder":
        "Riverside Clinic: the deposit for your visit on Tue, Mar 3 at 10:00 AM is still open. Pay here: https://buy.stripe.com/test_14k8yI2Aq3X0aBcDeF Reply STOP to opt out.",
      "deposit-request":
        "Riverside Clinic: a deposit holds your time on Tue, Mar 3 at 10:00 AM. Pay here: https://buy.stripe.com/test_14k8yI2Aq3X0aBcDeF Reply STOP to opt out.",
      "reminder-one-day":
        "Riverside Clinic: your visit on Tue, Mar 3 at 10:00 AM is not confirmed yet. Reply C or call (404) 555-1234. Reply STOP to opt out.",
      "reminder-two-days":
        "Riverside Clinic: we'll see you on Tue, Mar 3 at 10:00 AM. Reply C to confirm. To change, call (404) 555-1234. Reply STOP to opt out.",
    });
  });

  it("ask nobody to confirm who has confirmed, and not in an e-mail either", () => {
    const said = (values: Partial<MessageValues>) =>
      written("reminder-two-days", { ...sample, ...values }).body;
    const text =
      "Riverside Clinic: we'll see you on Tue, Mar 3 at 10:00 AM. To change, call (404) 555-1234. Reply STOP to opt out.";
    expect(said({ is_confirmed: true })).toBe(text);
    expect(said({ is_confirmed: true, by_email: true })).toBe(text);
    expect(said({ by_email: true })).toContain("To confirm or change, call");
  });

  it("give a number to call where the booking system gives no link, in one segment", () => {
    const text = written("booking-confirmation", {
      ...sample,
      appointment: { day: "Wed, Nov 25", time: "12:30 PM", zone_note: " EST" },
      links: { reschedule: null, cancel: null },
    });
    expect(text).toEqual({
      body: "Riverside Clinic: your appointment is booked for Wed, Nov 25 at 12:30 PM EST. Reply C to confirm. Need another time? Call (404) 555-1234. Reply STOP to opt out.",
      segments: 1,
    });
  });

  const zones = ["Pacific/Chatham", "America/St_Johns", "America/Los_Angeles", "Asia/Kathmandu"];
  it.each(zones)("keep their segments for a customer in %s, all the year", (name) => {
    const clinic = {
      ...riverside,
      name: "Peachtree Family Care, Atlanta",
      phone: "+442079460958", // Written as from abroad, the longest way.
    };
    for (let day = 1; day <= 365; day++) {
      const start = at(new Date(Date.UTC(2027, 0, day, day % 24, 45)).toISOString());
      const values = messageValues({
        settings: clinic,
        start,
        zone: zone(name),
        links: { reschedule: `https://example.com/${"a".repeat(100)}`, cancel: null },
      });
      for (const { id } of templates) {
        const { segments, body } = written(id, values);
        expect(segments).toBeLessThanOrEqual(rules.segments.exceptions[id]?.segments ?? 1);
        expect(body).toContain("Peachtree Family Care, Atlanta");
      }
    }
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
