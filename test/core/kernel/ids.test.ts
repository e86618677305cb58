import canonicalize from "canonicalize";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import { canonical } from "#core/kernel/canonical";
import { appointmentStream, derive, executionIdIn, streamOfExecution } from "#core/kernel/ids";
import { sha256Hex } from "#core/kernel/hash";
import { reference } from "#test/support/bookings";
import { anyCharacter } from "#test/support/any-text";

describe("the one spelling of a JSON value", () => {
  it("is that of RFC 8785, section 3.2.2: literals, strings and numbers", () => {
    const value = {
      numbers: [JSON.parse("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonical(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys as RFC 8785, section 3.2.3 does: by UTF-16 code units", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const order = ["Carriage Return", "One", "Control", "Latin Small", "Euro", "Emoji", "Hebrew"];
    const places = order.map((name) => canonical(value).indexOf(name));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  /** The table of RFC 8785, appendix B: bits of a double, and how it is written. */
  it.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("writes the double %s as %s", (bits, text) => {
    const double = new DataView(new ArrayBuffer(8));
    double.setBigUint64(0, BigInt(`0x${bits}`));
    expect(canonical(double.getFloat64(0))).toBe(text);
  });

  it.each([
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["half a pair of surrogates", "\ud800"],
    ["the same in a key", { "\udead": 1 }],
    ["undefined", undefined],
  ])("does not exist for %s", (_, value) => {
    expect(() => canonical(value)).toThrow();
  });

  it("is the library's own, however odd the value: only faster where it is ordinary", () => {
    const key = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.constantFrom("10", "9", "1a", "__proto__", "", "\\ud800", "ü"),
    );
    const { odd } = fc.letrec((tie) => ({
      odd: fc.oneof(
        { depthSize: "xsmall" },
        fc.string({ unit: anyCharacter }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, "\\ud800 in words", "\\\\ud9", "\u2028\u0000\u007f"),
        fc.array(tie("odd")),
        fc.dictionary(key, tie("odd")),
      ),
    }));
    const value = fc.dictionary(key, odd, { maxKeys: 30 });
    fc.assert(fc.property(value, (one) => canonical(one) === canonicalize(one)));
  });

  it("does not depend on the order in which keys were written, and drops what is undefined", () => {
    expect(canonical({ b: 1, a: { d: 2, c: 3 } })).toBe(canonical({ a: { c: 3, d: 2 }, b: 1 }));
    expect(canonical({ a: 1, b: undefined })).toBe('{"a":1}');
  });
});

describe("an id", () => {
  it("is the same for the same parts, on every machine", () => {
    expect(derive("appointment", "calendly", "A")).toBe("ecca575decbe989f74cf4b1e9d3afee9");
    expect(derive("a", 1)).toBe(sha256Hex('["a",1]').slice(0, 32));
  });

  it("tells parts apart wherever one ends and the next begins", () => {
    expect(derive("ab", "c")).not.toBe(derive("a", "bc"));
    expect(derive("a", 1)).not.toBe(derive("a", "1"));
    expect(derive("a")).not.toBe(derive("a", ""));
  });

  it("of an execution says where it lives", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (ref, run, step) => {
        const stream = appointmentStream(appointmentIdOf(reference(ref)));
        const id = executionIdIn(stream, run, step);
        expect(streamOfExecution(id)).toBe(stream);
      }),
      { numRuns: 50 },
    );
  });

  it("of an execution is never longer than a callback's address can bear", () => {
    const stream = appointmentStream(appointmentIdOf(reference("A")));
    expect(executionIdIn(stream, "run", "step")).toHaveLength(61);
  });

  const good = `appointment.${"a".repeat(32)}.${"b".repeat(16)}`;

  it.each([
    "",
    "appointment",
    `${good}0`,
    `${good}\n`,
    ` ${good}`,
    good.toUpperCase(),
    good.replace("appointment", "customer"),
    good.replace(".", "/"),
    good.replace("a".repeat(32), "a".repeat(31)),
    good.replace("a".repeat(32), `../${"a".repeat(29)}`),
    `${good}/${good}`,
  ])("that is none of ours is refused: %j", (text) => {
    expect(streamOfExecution(text)).toBeNull();
    expect(streamOfExecution(good)).toBe(`appointment/${"a".repeat(32)}`);
  });

  it("of garbage names no stream, whatever the garbage", () => {
    const nothing = (text: string) => streamOfExecution(text) === null;
    fc.assert(fc.property(fc.string(), nothing), { numRuns: 50 });
  });
});
