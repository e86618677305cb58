import * as z from "zod";
import { ok, type Result, refuse } from "#core/kernel/result";

/** What a pack asks of its texts; read from its `texts.yaml`. */
export type TextRules = z.infer<typeof textRules>;

/** What a pack's texts may not speak of, by kind; a `*` at the end of a word stands for any ending. */
export type ForbiddenWords = z.infer<typeof forbiddenWords>;

const sample = z.strictObject({
  clinic: z.strictObject({ name: z.string(), phone: z.string() }),
  appointment: z.strictObject({ day: z.string(), time: z.string(), zone_note: z.string() }),
  links: z.strictObject({ reschedule: z.string().nullable(), cancel: z.string().nullable() }),
});

const textRules = z.strictObject({
  version: z.int().positive(),
  /** Ends every text; the system puts it there. */
  optOutNotice: z.string().min(1),
  gsm7Only: z.boolean(),
  segments: z.strictObject({
    default: z.int().positive(),
    exceptions: z.record(
      z.string(),
      z.strictObject({ segments: z.int().positive(), why: z.string().min(1) }),
    ),
  }),
  /** Realistic values, long ones among them: a text must keep the rules with each. */
  samples: z.array(sample).min(1),
});

const forbiddenWords = z.strictObject({
  version: z.int().positive(),
  words: z.record(z.string(), z.array(z.string().min(2)).min(1)),
});

/** Judges the parsed document; the refusal says where and what, for the person who wrote it. */
export const textRulesFrom = (document: unknown): Result<TextRules, string> =>
  judged(textRules, document);

export const forbiddenWordsFrom = (document: unknown): Result<ForbiddenWords, string> =>
  judged(forbiddenWords, document);

const judged = <T>(schema: z.ZodType<T>, document: unknown): Result<T, string> => {
  const read = schema.safeParse(document);
  return read.success ? ok(read.data) : refuse(z.prettifyError(read.error));
};
