import * as z from "zod";
import type { FormAnswer } from "#core/booking/change";
import { refuse } from "#core/kernel/result";
import type { Service } from "#core/payment/deposit-rules";
import { type Instant, instantFrom } from "#core/kernel/time";
import type { PayloadInvalid } from "#core/ports/booking";

/** Fields as booking systems write them: what may be `null` may also be absent. */
export const text = z.string().nullish();

/** Some write microseconds; ours end at the millisecond, and the rest is cut off. */
export const instant = z.string().transform((value, context): Instant => {
  const read = instantFrom(value);
  if (read !== null) return read;
  context.issues.push({ code: "custom", input: value, message: "Not an RFC 3339 instant" });
  return z.NEVER;
});

/** When the time of a visit was agreed; nothing where nobody says, or says it so that nobody can read it. */
export const madeAtFrom = (written: string | null | undefined): { readonly madeAt?: Instant } => {
  const madeAt = instantFrom(written ?? "");
  return madeAt === null ? {} : { madeAt };
};

/** What is blank says as little as what is `null` or absent. */
export const present = (written: string | null | undefined): string | null => {
  const trimmed = written?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
};

/** A first and a last name in one; `null` where neither is there. */
export const joined = (...parts: readonly (string | null | undefined)[]): string | null =>
  present(
    parts
      .map((part) => present(part))
      .filter((part) => part !== null)
      .join(" "),
  );

/** The questions of a form that were answered in words; nothing where there are none. */
export const answersIn = (
  asked: readonly (readonly [question: string | null | undefined, answer: unknown])[] | null = [],
): { readonly answers?: readonly FormAnswer[] } => {
  const answers = (asked ?? []).flatMap(([question, given]) => {
    const words = present(question);
    const answer = present(answerWords(given));
    return words === null || answer === null ? [] : [{ question: words, answer }];
  });
  return answers.length === 0 ? {} : { answers };
};

/** A box that can be ticked comes as true or false, or as a list of what was chosen. */
const answerWords = (given: unknown): string | null => {
  if (typeof given === "string") return given;
  if (typeof given === "boolean") return given ? "yes" : "no";
  return Array.isArray(given) && given.length === 1 ? answerWords(given[0]) : null;
};

/** What is booked, by the id and the name that the booking system gives it; nothing where it gives neither. */
export const serviceFrom = (
  writtenId: string | null | undefined,
  writtenName: string | null | undefined,
): { readonly service?: Service } => {
  const [id, name] = [present(writtenId), present(writtenName)];
  return id === null && name === null ? {} : { service: { id, name } };
};

type SchemaError = { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };

/** Names the first place that is not as documented, seen from the top of the body. */
export const payloadInvalid = (error: SchemaError, ...above: readonly string[]) => {
  const path = [...above, ...(error.issues[0]?.path ?? [])].join(".");
  return refuse<PayloadInvalid>({
    code: "payload_invalid",
    details: { path: path === "" ? "body" : path },
  });
};
