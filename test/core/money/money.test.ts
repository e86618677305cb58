import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moneyFrom, spokenMoney, sumsOf } from "#core/money/money";

describe("an amount as a booking system writes it", () => {
  it.each([
    [85.5, "USD", 8550],
    ["85.50", "usd", 8550],
    [0.1, "EUR", 10],
    [19.99, "EUR", 1999],
    [1.005, "KWD", 1005],
    [12_000, "JPY", 12_000],
    ["12000.00", "JPY", 12_000],
    [0, "USD", 0],
    ["007.10", "USD", 710],
    [1.2345, "UYW", 12_345],
    [999_999_999.99, "USD", 99_999_999_999],
  ])("%s %s is %i of the smallest unit", (amount, currency, minor) => {
    expect(moneyFrom(amount, currency)).toEqual({ minor, currency: currency.toUpperCase() });
  });

  it.each([
    [12.5, "JPY"],
    [0.125, "USD"],
    [-1, "USD"],
    [1e21, "USD"],
    ["1,200.00", "USD"],
    ["ten", "USD"],
    ["", "USD"],
    [10, "DOLLAR"],
    [10, "U$"],
    [1_000_000_000, "USD"],
  ])("%s %s is none", (amount, currency) => {
    expect(moneyFrom(amount, currency)).toBeNull();
  });

  it("loses no cent on the way through a number", () => {
    fc.assert(
      fc.property(fc.nat(99_999_999), fc.nat(99), (whole, cents) => {
        const text = `${whole}.${String(cents).padStart(2, "0")}`;
        expect(moneyFrom(Number(text), "USD")?.minor).toBe(whole * 100 + cents);
      }),
    );
  });

  it.each([
    [{ minor: 8550, currency: "USD" }, "85.50 USD"],
    [{ minor: 5, currency: "USD" }, "0.05 USD"],
    [{ minor: 123_456_700, currency: "EUR" }, "1,234,567.00 EUR"],
    [{ minor: 12_000, currency: "JPY" }, "12,000 JPY"],
    [{ minor: 1005, currency: "KWD" }, "1.005 KWD"],
  ])("%o is said %s, and read again is the same", (money, said) => {
    const [amount = "", currency = ""] = said.replaceAll(",", "").split(" ");
    expect(spokenMoney(money)).toBe(said);
    expect(moneyFrom(amount, currency)).toEqual(money);
  });
});

describe("sums", () => {
  it("are one for each currency, never across", () => {
    expect(
      sumsOf([
        { minor: 100, currency: "USD" },
        { minor: 5, currency: "EUR" },
        { minor: 50, currency: "USD" },
      ]),
    ).toEqual([
      { minor: 5, currency: "EUR" },
      { minor: 150, currency: "USD" },
    ]);
    expect(sumsOf([])).toEqual([]);
  });
});
