import { describe, expect, it } from "vitest";
import type { TextOutcome } from "#core/customer/events";
import type { Classification } from "#core/reply/classify";
import { readByModel } from "#core/views/model-words";

const wordsOf = (read: Partial<Classification>, became: TextOutcome["kind"] = "handed_to_person") =>
  readByModel(
    {
      intent: "cancel",
      stage: "person",
      confidence: 0,
      model: "m",
      promptHash: null,
      why: "answered",
      ...read,
    },
    { became, why: "the customer seems to want to cancel" },
  );

describe("what a language model made of a text, in words", () => {
  it("names it where it had the last word", () => {
    expect(wordsOf({ stage: "model", confidence: 0.9 }, "acted")).toBe(
      "a language model read it so, with a confidence of 0.9",
    );
  });

  it("says what it read where a person was asked, for then nothing else does", () => {
    expect(wordsOf({ stage: "model", confidence: 0.9 })).toBe(
      "the customer seems to want to cancel; a language model read it so, with a confidence of 0.9",
    );
  });

  it("says what was in doubt where it answered", () => {
    expect(wordsOf({ why: "unsure", confidence: 0.5 })).toBe(
      "the customer seems to want to cancel; a language model read it so, and was not sure enough (0.5)",
    );
    expect(wordsOf({ why: "contradicts_table", confidence: 1 })).toBe(
      "the customer seems to want to cancel; a language model read it so, and the words speak against it",
    );
    expect(wordsOf({ why: "nonsense" })).toBe(
      "the customer seems to want to cancel; a language model was asked, and its answer made no sense",
    );
  });

  it.each([
    ["unavailable", "timeout", "a language model was asked, and did not answer in time"],
    ["unavailable", "not_connected", "a language model was asked, and could not be reached"],
    ["unavailable", undefined, "a language model was asked, and could not answer"],
    ["rejected", "content_filtered", "a language model was asked, and does not read such words"],
    ["rejected", "not_permitted", "a language model was asked, and does not let us in"],
    ["rejected", undefined, "a language model was asked, and refused to answer"],
    [
      "over_budget",
      undefined,
      "no language model was asked, for what language models may cost this month is spent",
    ],
    ["not_asked", undefined, "no language model could be asked"],
  ] as const)("says why there is no answer: %s %s", (why, trouble, words) => {
    const read = { why, ...(trouble !== undefined && { trouble }) };
    expect(wordsOf(read)).toBe(`the customer seems to want to cancel; ${words}`);
  });
});
