import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { segmentsOf } from "#core/message/segments";

const gsm7 = (units: number, segments: number) => ({ encoding: "gsm7", units, segments });
const ucs2 = (units: number, segments: number) => ({ encoding: "ucs2", units, segments });

describe("segments of a text", () => {
  it.each([
    ["nothing takes none", "", gsm7(0, 0)],
    ["160 plain characters fill one", "a".repeat(160), gsm7(160, 1)],
    ["161 need two", "a".repeat(161), gsm7(161, 2)],
    ["306 fill two", "a".repeat(306), gsm7(306, 2)],
    ["307 need three", "a".repeat(307), gsm7(307, 3)],
    ["80 euros fill one", "€".repeat(80), gsm7(160, 1)],
    ["a euro is not cut in half", `${"a".repeat(152)}€${"a".repeat(152)}`, gsm7(306, 3)],
    ["every extension character counts two", "^{}\\[~]|€\f", gsm7(20, 1)],
    ["Greek capitals are in the alphabet", "ΔΦΓΛΩΠΨΣΘΞ", gsm7(10, 1)],
    ["western letters are in the alphabet", "àèéìòùÄÖÑÜäöñüÅåÆæØøßÇÉ§¿¡£¥¤", gsm7(29, 1)],
    ["a small cedilla is not", "ç", ucs2(1, 1)],
    ["nor an acute a", "á", ucs2(1, 1)],
    ["nor a tab", "\t", ucs2(1, 1)],
    ["nor a backtick", "`", ucs2(1, 1)],
    ["a curly quote halves the room", `it’s${"a".repeat(66)}`, ucs2(70, 1)],
    ["71 units of UCS-2 need two", `’${"a".repeat(70)}`, ucs2(71, 2)],
    ["134 fill two", `’${"a".repeat(133)}`, ucs2(134, 2)],
    ["35 emoji fill one", "👍".repeat(35), ucs2(70, 1)],
    ["an emoji is not cut in half", "👍".repeat(67), ucs2(134, 3)],
  ])("%s", (_story, text, expected) => {
    expect(segmentsOf(text)).toEqual(expected);
  });

  it("knows the 128 places of the alphabet, and no other below U+3000", () => {
    const known = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).filter(
      (one) => segmentsOf(one).encoding === "gsm7",
    );
    // 127 characters and the escape, which is no character; ten extensions.
    expect(known).toHaveLength(127 + 10);
  });

  it("never needs fewer segments for more text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "€", "é", "’", "👍"), maxLength: 400 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(segmentsOf(one + other).segments).toBeGreaterThanOrEqual(segmentsOf(one).segments);
      }),
    );
  });
});
