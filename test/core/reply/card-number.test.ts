import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskCardNumbers } from "#core/reply/card-number";

describe("a card number in a text", () => {
  it.each([
    ["alone", "4242424242424242", "•••• 4242"],
    ["in groups", "4242 4242 4242 4242", "•••• 4242"],
    ["with dashes", "4242-4242-4242-4242", "•••• 4242"],
    ["with dots and wide gaps", "4242. 4242.  4242 \n4242", "•••• 4242"],
    ["of fifteen digits", "3782 822463 10005", "•••• 0005"],
    ["of thirteen digits", "4222222222222", "•••• 2222"],
    ["of nineteen digits", "6304000000000000000", "•••• 0000"],
    ["of nineteen digits in groups", "6200 0000 0000 0000 000", "•••• 0000"],
    ["in a sentence", "Use 4242 4242 4242 4242, please", "Use •••• 4242, please"],
    ["before its date", "4242 4242 4242 4242 12/27 123", "•••• 4242 12/27 123"],
    ["before its date without a slash", "4242424242424242 1227 123", "•••• 4242 1227 123"],
    ["behind another number", "7 4242424242424242", "7 •••• 4242"],
    ["with slashes", "4242/4242/4242/4242", "•••• 4242"],
    ["with commas", "4242,4242,4242,4242", "•••• 4242"],
    ["with underlines", "4242_4242_4242_4242", "•••• 4242"],
    ["with wide gaps", "4242    4242    4242    4242", "•••• 4242"],
    ["with stars and bars", "4242 *|* 4242 *|* 4242 *|* 4242", "•••• 4242"],
    ["with invisible characters", "4242\u200b4242\u200b4242\u20604242", "•••• 4242"],
    ["with an invisible character in a group", "42\u200b42424242424242", "•••• 4242"],
    ["in wide digits", "４２４２ ４２４２ ４２４２ ４２４２", "•••• 4242"],
    ["in Arabic digits", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "•••• 4242"],
    ["in Devanagari digits", "४२४२४२४२४२४२४२४२", "•••• 4242"],
    ["in mathematical digits", "𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐", "•••• 4242"],
    ["in keycaps", "4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣", "•••• 4242️⃣"],
    ["behind a plus", "+4242424242424242", "+•••• 4242"],
    ["behind a plus, in groups", "+4242 4242 4242 4242", "+•••• 4242"],
    ["twice", "4242424242424242 5555555555554444", "•••• 4242 •••• 4444"],
  ])("is hidden %s", (_story, text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });

  it.each([
    ["a wrong check digit", "4242 4242 4242 4241"],
    ["twelve digits", "424242424242"],
    ["twenty digits in one", "42424242424242424242"],
    ["a phone number", "+4915123456787"],
    ["a phone number in groups", "(404) 555-1234"],
    ["a phone number in Arabic digits", "+٤٩١٥١٢٣٤٥٦٧٨٧"],
    ["a date and a time", "2026-03-03 10:00"],
    ["nothing", ""],
  ])("is not seen in %s", (_story, text) => {
    expect(maskCardNumbers(text)).toBe(text);
  });

  it("is hidden however it is grouped", () => {
    const digits = "4000056655665556";
    const gap = fc.constantFrom("", " ", "-", "/", "_", "\u200b", " · ");
    fc.assert(
      fc.property(fc.array(gap, { minLength: 15, maxLength: 15 }), (gaps) => {
        const text = Array.from(digits, (digit, place) => digit + (gaps[place] ?? "")).join("");
        expect(maskCardNumbers(text).replace(/\D/g, "")).toBe("5556");
      }),
    );
  });

  it("is looked for quickly in a text of numbers", () => {
    const numbers = "1 ".repeat(800);
    expect(maskCardNumbers(numbers)).toContain("1 1");
    expect(maskCardNumbers("1\u200b٤/".repeat(500))).toContain("٤");
  });
});
