import { describe, expect, it } from "vitest";
import { formConsents } from "#core/policy/form-consent";

const visits = {
  question: "May we text you after your visit?",
  purposes: ["review", "marketing"],
} as const;
const payments = {
  question: "Payments",
  purposes: ["deposit"],
  yes: "Text me about payments",
} as const;

const said = (answer: string, question: string = visits.question) =>
  formConsents([{ question, answer }], [visits, payments]).map(
    ({ purpose, granted }) => `${purpose} ${granted ? "yes" : "no"}`,
  );

describe("an answer in a booking form", () => {
  it.each(["Yes", "yes, please", "SÍ", "I agree", "true", "Ok"])("allows: %s", (answer) =>
    expect(said(answer)).toEqual(["review yes", "marketing yes"]),
  );

  it.each(["No", "no thanks", "No, gracias", "false"])("refuses: %s", (answer) =>
    expect(said(answer)).toEqual(["review no", "marketing no"]),
  );

  it.each(["", "Maybe", "Yes but only e-mail", "not sure", "Yes / No"])(
    "that is neither says nothing: %s",
    (answer) => expect(said(answer)).toEqual([]),
  );

  it("is found whatever the case and punctuation of its question", () =>
    expect(said("yes", "may we text you, after your visit")).toHaveLength(2));

  it("may be an option in the business's own words", () => {
    expect(said("Text me about payments!", "Payments")).toEqual(["deposit yes"]);
    expect(said("yes", "Payments")).toEqual(["deposit yes"]);
  });

  it("to a question that the business has not named is not read", () =>
    expect(said("yes", "Do you have a heart condition?")).toEqual([]));

  it("keeps the question, and of two answers about one purpose a no counts", () => {
    const offers = { question: "Offers by text?", purposes: ["marketing"] } as const;
    const answers = [
      { question: visits.question, answer: "Yes" },
      { question: offers.question, answer: "No" },
    ];
    expect(formConsents(answers, [visits, offers])).toEqual([
      { purpose: "review", granted: true, question: visits.question },
      { purpose: "marketing", granted: false, question: offers.question },
    ]);
  });
});
