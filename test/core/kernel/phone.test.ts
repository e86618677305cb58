import { describe, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import { type E164, maskPhone, phoneFrom, spokenPhone } from "#core/kernel/phone";

describe("a phone number", () => {
  it.each([
    ["as Calendly spells it", "+1 404-555-1234", "+14045551234"],
    ["with parentheses", "(404) 555-1234", "+14045551234"],
    ["with dots", "404.555.1234", "+14045551234"],
    ["with the country's digit in front", "1 404 555 1234", "+14045551234"],
    ["with the way out of the country", "011 49 1512 3456789", "+4915123456789"],
    ["from abroad", "+49 1512 3456789", "+4915123456789"],
    ["in full-width digits", "＋１ ４０４ ５５５ １２３４", "+14045551234"],
    ["in Arabic digits", "+١ ٤٠٤-٥٥٥-١٢٣٤", "+14045551234"],
    ["in Persian digits", "۴۰۴ ۵۵۵ ۱۲۳۴", "+14045551234"],
    ["in full-width digits and brackets", "（４０４）５５５－１２３４", "+14045551234"],
    ["copied with marks of writing direction", "\u202a+1 404-555-1234\u202c", "+14045551234"],
    ["in a range nobody has heard of yet", "+1 299 555 1234", "+12995551234"],
  ])("is read %s", (_story, text, expected) => {
    expect(phoneFrom(text, "US")).toBe(expected);
  });

  it.each([
    ["with an extension", "+1 404 555 1234 ext. 5"],
    ["with a short extension", "+1 404 555 1234 x5"],
    ["with an extension in a link", "+14045551234;ext=5"],
    ["with an extension behind a hash", "+1 404 555 1234 #5"],
    ["of letters only", "call me"],
    ["of three letters", "abc"],
    ["of one digit", "1"],
    ["of Arabic digits too few", "٤٠٤ ٥٥٥"],
    ["that spells a word", "1-800-FLOWERS"],
    ["inside a sentence", "mine is 404 555 1234"],
    ["without an area code", "555-1234"],
    ["one digit too short", "404 555 123"],
    ["one digit too long", "+1 404 555 12345"],
    ["for emergencies", "911"],
    ["of a country that is not there", "+999 123 456 789"],
    ["beside another", "404 555 1234, 404 555 1235"],
    ["made of a plus", "+"],
    ["made of nothing", ""],
    ["made of ten thousand digits", "1".repeat(10_000)],
  ])("is refused %s", (_story, text) => {
    expect(phoneFrom(text, "US")).toBeNull();
  });

  it("needs its plus where the country is unknown", () => {
    expect(phoneFrom("404 555 1234", "ZZ")).toBeNull();
    expect(phoneFrom("+1 404 555 1234", "ZZ")).toBe("+14045551234");
  });

  it("is read again as itself", () => {
    expect(phoneFrom("+14045551234", "DE")).toBe("+14045551234");
  });

  it.each([
    ["+14045554567", "+1 ••• ••• 4567"],
    ["+4915123456789", "+49 ••• ••• 6789"],
    ["+2902123", "+290 ••• ••• 23"],
    ["+99912345678", "••• ••• 5678"],
  ])("shows only its end: %s", (phone, masked) => {
    expect(maskPhone(as(phone) as string as E164)).toBe(masked);
  });

  it.each([
    ["+14045551234", "US", "(404) 555-1234"],
    ["+14045551234", "DE", "+1 404 555 1234"],
    ["+14045551234", "ZZ", "+1 404 555 1234"],
    ["+12995551234", "US", "(299) 555-1234"],
    ["front desk", "US", "front desk"],
  ])("is written for people: %s in %s", (phone, country, spoken) => {
    expect(spokenPhone(phone, country)).toBe(spoken);
  });
});
