import * as z from "zod";

/** A text that is JSON, as what it says; where it is none, an issue instead of an error. */
export const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("no JSON");
    return z.NEVER;
  }
});
