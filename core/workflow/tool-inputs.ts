import * as z from "zod";
import { textPurposes } from "#core/policy/purpose";
import { durationText, knownName, map, name, oneOrMore } from "#core/workflow/parse-fields";
import { quoted } from "#core/workflow/parse-faults";
import { amountFrom, type ToolName } from "#core/workflow/tools";
import type { Vocabulary } from "#core/workflow/vocabulary";

/** What each tool takes under `with:`. A tool without an entry does not compile. */
export const toolInputs = ({ events, templates }: Vocabulary) =>
  ({
    "text.send": map({
      template: knownName("template", templates),
      /** What it is about: consent, caps and the pack's "stale" go by it. */
      purpose: z.enum(textPurposes).default("reminder"),
      /** It answers what the customer has just done, so it may go out at once. */
      reply: z.boolean().optional(),
    }),
    "payment.link": map({
      /** How much, and in which currency: `50.00 USD`. */
      amount: z.string().refine((text) => amountFrom(text) !== null, {
        error: ({ input }) =>
          `Cannot read the amount ${quoted(input)}: write it with its currency, as in "50.00 USD"`,
      }),
    }),
    /** Nobody can pay over the link of this visit any more. */
    "payment.close": map({}),
    "person.ask": map({
      kind: name,
      priority: z.enum(["low", "medium", "high"]),
      /** How soon somebody should have seen to it. */
      due: durationText.optional(),
      /** What makes it moot, beside that which ends the journey. */
      until: oneOrMore(knownName("event", events)).optional(),
    }),
  }) satisfies Record<ToolName, z.ZodType>;
