import * as z from "zod";
import { durationText, knownName, map, name, oneOrMore } from "#core/workflow/parse-fields";
import type { knownTools } from "#core/workflow/tools";
import type { Vocabulary } from "#core/workflow/vocabulary";

/** What each tool takes under `with:`. A tool without an entry does not compile. */
export const toolInputs = ({ events, templates }: Vocabulary) =>
  ({
    "text.send": map({
      template: knownName("template", templates),
      purpose: z.enum(["reminder", "confirmation"]),
      /** It answers what the customer has just done, so it may go out at once. */
      reply: z.boolean().optional(),
    }),
    "person.ask": map({
      kind: name,
      priority: z.enum(["low", "medium", "high"]),
      /** How soon somebody should have seen to it. */
      due: durationText.optional(),
      /** What makes it moot, beside that which ends the journey. */
      until: oneOrMore(knownName("event", events)).optional(),
    }),
  }) satisfies Record<(typeof knownTools)[number], z.ZodType>;
