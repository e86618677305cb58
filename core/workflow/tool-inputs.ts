import * as z from "zod";
import { durationText, knownName, map, name } from "#core/workflow/parse-fields";
import type { knownTools } from "#core/workflow/tools";

/** What each tool takes under `with:`. A tool without an entry does not compile. */
export const toolInputs = (templates: readonly string[]) =>
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
    }),
  }) satisfies Record<(typeof knownTools)[number], z.ZodType>;
