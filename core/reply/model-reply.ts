import * as z from "zod";
import { parseJson } from "#core/kernel/i-json";
import { ok, type Result, refuse } from "#core/kernel/result";

/** What a model may say. The carriers' own words (START, HELP) are exact, and none of its business. */
export const modelIntents = [
  "confirm",
  "reschedule",
  "cancel",
  "question",
  "stop",
  "unclear",
] as const;

const reply = z.strictObject({
  intent: z.enum(modelIntents),
  confidence: z.number().min(0).max(1),
});

type ModelReply = z.infer<typeof reply>;

/** A reply of sixty tokens is far shorter. */
const mostCharacters = 1_000;

/**
 * Reads what a model has said, strictly: one JSON object with these two keys and no other, nothing before it
 * and nothing behind it. A model that answers in any other way has not understood the question, or has been
 * talked into something; either way its word does not count.
 */
export const readModelReply = (text: string): Result<ModelReply, "nonsense"> => {
  if (text.length > mostCharacters) return refuse("nonsense");
  const json = parseJson(text.trim());
  if (!json.ok) return refuse("nonsense");
  const read = reply.safeParse(json.value);
  return read.success ? ok(read.data) : refuse("nonsense");
};
