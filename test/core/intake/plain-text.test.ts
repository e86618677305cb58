import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emailFrom, nameFrom, plainText } from "#core/intake/plain-text";
import { anyCharacter } from "#test/support/any-text";

describe("a name from outside", () => {
  it.each([
    ["as it is", "Mary Ito", "Mary Ito"],
    ["in any script", "伊藤 まり", "伊藤 まり"],
    ["with its accents, however they are spelled", "Jose\u0301", "José"],
    ["with an emoji that is several in one", "Ada 👩‍⚕️", "Ada 👩‍⚕️"],
    ["with initials and dots", "J.R. O'Neill-St.John Jr.", "J.R. O'Neill-St.John Jr."],
    ["in one line", " Mary\r\n\t Ito\u2028", "Mary Ito"],
    ["without control characters", "Ma\u0000ry\u001b[31m Ito", "Mary[31m Ito"],
    ["without marks that turn the direction", "\u202eyraM\u202c Ito\u200b", "yraM Ito"],
    ["without halves of characters", "Mary \ud83d Ito", "Mary Ito"],
    ["without a link", "Mary http://evil.example/x Ito", "Mary Ito"],
    ["without a link in capitals", "HTTPS://EVIL.EXAMPLE Mary", "Mary"],
    ["without a link that needs no protocol", "Mary www.evil.example", "Mary"],
    ["without a link that hides behind invisible marks", "Mary ht\u200btp://evil.example", "Mary"],
    ["without a link that is glued to it", "Mary:http://evil.example", "Mary:"],
  ])("is kept %s", (_story, typed, kept) => {
    expect(nameFrom(typed)).toBe(kept);
  });

  it.each([null, "", "  \n", "\u0000\u200b", "https://evil.example"])("is none: %j", (typed) => {
    expect(nameFrom(typed)).toBeNull();
  });

  it("is at most a hundred characters, and never half of one", () => {
    expect(nameFrom("x".repeat(200_000))).toBe("x".repeat(100));
    expect(nameFrom("😀".repeat(200_000))).toBe("😀".repeat(100));
    expect(nameFrom(`${"\u0000".repeat(200_000)}Mary`)).toBeNull();
  });

  it("is well-formed whatever was typed, and kept again is the same", () => {
    const typed = fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ maxLength: 5_000 }));
    fc.assert(
      fc.property(typed, (text) => {
        const kept = nameFrom(text);
        if (kept === null) return;
        expect(kept).toMatch(/^\S(?:[^\p{Cc}\p{Cs}]*\S)?$/u);
        expect(Array.from(kept).length).toBeLessThanOrEqual(100);
        expect(nameFrom(kept)).toBe(kept);
      }),
    );
  });
});

describe("a text from outside", () => {
  it("ends where it may be no longer", () => {
    expect(plainText("Travelling\nto Rome", 13)).toBe("Travelling to");
    expect(plainText("Travelling\nto Rome", 11)).toBe("Travelling");
  });
});

describe("an e-mail address from outside", () => {
  it.each([
    [" mary@example.com ", "mary@example.com"],
    ["márý@exämple.com", "márý@exämple.com"],
    ["mary", null],
    ["mary @example.com", null],
    ["mary@example.com\u0000", null],
    [`${"m".repeat(250)}@example.com`, null],
    ["", null],
    [null, null],
  ])("%j is kept as %j", (typed, kept) => {
    expect(emailFrom(typed)).toBe(kept);
  });
});
