import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "#core/kernel/i-json";

const fault = (text: string): string | null => {
  const read = parseJson(text);
  return read.ok ? null : read.refusal.details.why;
};

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("what every JSON reader would read in the same way", () => {
  it.each([
    ["a document", '{"a":[1,-2.5e3,"x",true,false,null],"b":{}}'],
    ["a bare value", '"text"'],
    ["colons, braces and quotes inside strings", '{"a:\\"{b":"c:\\\\","d":"::\\"\\\\\\":"}'],
    ["the same key in different objects", '{"a":{"a":[{"a":1},{"a":2}]}}'],
    ["a surrogate pair, escaped", '{"\\ud83d\\ude00":"\\uD83D\\uDE00"}'],
    ["a surrogate pair, raw", '"😀"'],
    ["an escaped backslash before what looks like a surrogate", '"\\\\ud83d"'],
    ["the largest number", "1.7976931348623157e308"],
    ["a number too small to hold", "1e-999"],
    ["sixty-four levels", nested(64)],
  ])("is read: %s", (_, text) => {
    expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it("is read whatever it holds", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "grapheme", noUnicodeString: false }), (text) => {
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it("keeps a key named __proto__ as a key, and every prototype as it was", () => {
    const read = parseJson('{"__proto__":{"isAdmin":true},"constructor":1}');

    expect(read.ok && Object.keys(read.value as object)).toEqual(["__proto__", "constructor"]);
    expect(read.ok && (read.value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe("what two readers could read differently", () => {
  it.each([
    ["duplicate_key", '{"a":1,"a":1}'],
    ["duplicate_key", '[0,{"b":{"a":1,"c":[],"a":2}}]'],
    ["duplicate_key", '{"a":1,"\\u0061":2}'],
    ["duplicate_key", '{"a\\/":1,"a/":2}'],
    ["duplicate_key", '{"__proto__":1,"__proto__":2}'],
    ["duplicate_key", '{"":1,"":2}'],
    ["lone_surrogate", '"\\ud83d"'],
    ["lone_surrogate", '"\\uDE00\\uD83D"'],
    ["lone_surrogate", '"\\uD83D\\\\ude00"'],
    ["lone_surrogate", '{"\\ud83d":1}'],
    ["lone_surrogate", '["\ud83d"]'],
    ["number_too_large", "1e999"],
    ["number_too_large", '{"a":[-1e999]}'],
    ["too_deep", nested(65)],
    ["too_deep", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`],
    ["too_deep", nested(120_000)],
    ["syntax", ""],
    ["syntax", '{"a":1'],
    ["syntax", '{"a":1,}'],
    ["syntax", "NaN"],
    ["syntax", '{"a":1} {"a":1}'],
    ["syntax", '\ufeff{"a":1}'],
    ["syntax", '"line\nbreak"'],
  ])("is refused: %s (%#)", (why, text) => {
    expect(fault(text)).toBe(why);
  });

  it("is found wherever a key is repeated", () => {
    const key = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, pick) => {
        const keys = Object.keys(object);
        const again = JSON.stringify(keys[pick % keys.length]);
        const text = `[${JSON.stringify(object).slice(0, -1)},${again}:null}]`;
        expect(fault(text)).toBe("duplicate_key");
      }),
    );
  });

  it("is found wherever half a pair stands", () => {
    const half = fc.integer({ min: 0xd800, max: 0xdfff });
    const spelled = fc.oneof(
      half.map((code) => String.fromCharCode(code)),
      half.map((code) => `\\u${code.toString(16)}`),
    );
    const text = fc.string({ unit: "grapheme-ascii" });
    fc.assert(
      fc.property(text, spelled, text, fc.boolean(), (before, halfPair, after, isKey) => {
        const opening = JSON.stringify(before).slice(0, -1);
        const string = `${opening}${halfPair}${JSON.stringify(after).slice(1)}`;
        expect(fault(isKey ? `{${string}:0}` : `[${string}]`)).toBe("lone_surrogate");
      }),
    );
  });
});

it("answers any text with a value or a refusal, and a value is what JSON.parse reads", () => {
  const scraps = fc.constantFrom(
    ...Array.from('{}[]:,"\\u0d8e-+.1 \ud83d'),
    "null",
    "true",
    '"a":',
  );
  fc.assert(
    fc.property(
      fc.array(scraps).map((some) => some.join("")),
      (text) => {
        const read = parseJson(text);
        if (read.ok) expect(read.value).toEqual(JSON.parse(text));
        else expect(read.refusal.code).toBe("malformed_json");
      },
    ),
    { numRuns: 1000 },
  );
});

it("tells of a fault nothing that the text said", () => {
  const read = parseJson('{"name":"Maria Ortiz" "phone":"4045550134"}');

  expect(read).toEqual({
    ok: false,
    refusal: { code: "malformed_json", details: { why: "syntax" } },
  });
});
