import { describe, expect, it } from "vitest";
import { isSought, soughtFrom } from "#core/customer/search";

const people = {
  jose: { name: "José María Ito", phone: "+14045550123", email: "Jose@Example.com" },
  anna: { name: "Anna-Lena O’Neill", phone: "+14045559923", email: null },
  bare: { name: null, phone: null, email: null },
};

const found = (text: string): readonly string[] => {
  const sought = soughtFrom(text, "US");
  if (sought === null) return ["too short"];
  return Object.entries(people)
    .filter(([, person]) => isSought(sought, person))
    .map(([key]) => key);
};

describe("who looks for a customer", () => {
  it.each([
    ["jose", ["jose"]],
    ["JOSÉ", ["jose"]],
    ["ito jo", ["jose"]],
    ["ma", ["jose"]],
    ["osé", []],
    ["jose ito smith", []],
    ["lena", ["anna"]],
    ["o'neill", ["anna"]],
    ["0123", ["jose"]],
    ["923", ["anna"]],
    ["(404) 555-0123", ["jose"]],
    ["404.555.9923", ["anna"]],
    ["+1 404 555 9923", ["anna"]],
    ["０１２３", ["jose"]],
    ["0124", []],
    ["40455", []],
    ["jose@example.com", ["jose"]],
    ["JOSE@EXAMPLE.COM", ["jose"]],
    ["jose@example", []],
    ["e", ["too short"]],
    ["23", ["too short"]],
    ["", ["too short"]],
    ["( - )", ["too short"]],
    ["@", ["too short"]],
  ])('with "%s" finds %j', (text, who) => {
    expect(found(text)).toEqual(who);
  });

  it("with a whole number looks it up, as the business's country writes it", () => {
    expect(soughtFrom("404-555-0123", "US")).toMatchObject({ phone: "+14045550123" });
    expect(soughtFrom("0123", "US")).toMatchObject({ phone: null, digits: "0123" });
  });
});
