import * as z from "zod";
import { readJson } from "#adapters/json-bytes";
import type { Json } from "#core/kernel/canonical";
import { issueWords } from "#core/kernel/issue-words";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, instantFrom } from "#core/kernel/time";
import type { Call, Route } from "#functions/api-routing";
import type { LetterOperated, Operated, Operation } from "#functions/operate";
import type { Refused } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

export const instant = z
  .string()
  .transform(instantFrom)
  .refine((at): at is Instant => at !== null, {
    error: "must be an instant such as 2026-03-03T15:00:00Z",
  });

export const limit = z.coerce.number().int().min(1).max(500).default(100);

export const nothing = z.strictObject({});

/** The part of the address behind `?`. A name that is not known is refused: it was meant to do something. */
export const queryOf = <T>(request: Request, schema: z.ZodType<T>): Result<T, Refused> =>
  judged(
    schema.safeParse(Object.fromEntries(new URL(request.url).searchParams), { error: issueWords }),
  );

/**
 * Reads the key and the body of a POST before anything is done. The key names the command, so that a
 * repeated request finds its own answer.
 */
export const post =
  <T>(
    schema: z.ZodType<T>,
    operate: (operation: Operation, call: Call, body: T) => Promise<Operated | LetterOperated>,
  ): Route["answer"] =>
  async (call) => {
    const { tenant, request } = call;
    const key = request.headers.get("idempotency-key") ?? "";
    if (!/^[\x21-\x7e]{1,128}$/.test(key))
      return invalid("Idempotency-Key", "this header must be 1 to 128 visible ASCII characters");
    const body = await bodyOf(request, schema);
    if (!body.ok) return body;

    const operation = { tenant, key, correlationId: correlationOf(request) };
    const operated = await operate(operation, call, body.value);
    return operated.outcome === "refused" ? refuse(operated.refusal) : ok(operated);
  };

/** No body says the same as an empty object. */
export const bodyOf = async <T>(
  request: Request,
  schema: z.ZodType<T>,
): Promise<Result<T, Refused>> => {
  const bytes = await readBody(request);
  if (!bytes.ok) return bytes;
  const json = bytes.value.length === 0 ? ok<Json>({}) : readJson(bytes.value);
  return json.ok ? judged(schema.safeParse(json.value, { error: issueWords })) : json;
};

const judged = <T>(parsed: z.ZodSafeParseResult<T>): Result<T, Refused> => {
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return invalid((issue?.path ?? []).join("."), issue?.message ?? "cannot be used");
};

export const invalid = (path: string, why: string): Result<never, Refused> =>
  refuse({ code: "payload_invalid", details: { path, why } });
