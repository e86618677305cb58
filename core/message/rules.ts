import * as z from "zod";
import { ok, type Result, refuse } from "#core/kernel/result";

/** What a pack asks of its texts; read from its `texts.yaml`. */
export type TextRules = z.infer<typeof textRules>;

/** What a pack's texts may not speak of, by kind; a `*` at the end of a word stands for any ending. */
export type ForbiddenWords = z.infer<typeof forbiddenWords>;

/** Whether this machine can write days and times in a language (BCP 47). */
const isLocale = (name: string): boolean => {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(name).length > 0;
  } catch {
    return false;
  }
};

/** Names of the clinic stand in it as `{{ clinic.name }}`; anything else in braces is a slip. */
const oneLine = z.string().regex(/^(?:[^{}\r\n]|\{\{ clinic\.(?:name|phone) \}\})+$/, {
  error: "Cannot fill this: it is one line, and may name {{ clinic.name }} and {{ clinic.phone }}",
});

const textRules = z.strictObject({
  version: z.int().positive(),
  /** Ends every text; the system puts it there. */
  optOutNotice: z.string().min(1),
  gsm7Only: z.boolean(),
  /**
   * How an e-mail differs from a text of the same words: what stands over it, and what stands behind it in place of
   * the notice. Both may name `{{ clinic.name }}` and `{{ clinic.phone }}`.
   */
  email: z.strictObject({ subject: oneLine, notice: oneLine }).optional(),
  segments: z.strictObject({
    default: z.int().positive(),
    exceptions: z.record(
      z.string(),
      z.strictObject({ segments: z.int().positive(), why: z.string().min(1) }),
    ),
  }),
  /** The languages in which days and times are written into these texts. */
  locales: z
    .array(z.string().refine(isLocale, { error: "No language that this machine can write" }))
    .min(1),
  /** The most units that a value may take; with all of them at their longest a text must keep the rules. */
  limits: z.strictObject({
    /** A longer name is cut after a word. */
    clinicName: z.int().min(10),
    clinicPhone: z.int().min(10),
    /** A longer link may still fit, else the text is written without it. */
    link: z.int().min(30),
  }),
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
