import * as z from "zod";
import { bodyOf } from "#functions/api-input";
import type { Deps } from "#functions/deps";
import type { Operated, Operation } from "#functions/operate";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/** Names one wish: a form that is sent twice, by a second click or by a reload, says the same thing once. */
export const key = z.string().regex(/^[\x21-\x7e]{1,100}$/);
/** A field that was left empty says nothing. */
export const reason = z
  .string()
  .trim()
  .max(500)
  .transform((text) => (text === "" ? null : text))
  .default(null);

/**
 * Does what a form of a page wishes. It comes only as JSON: a stranger's page cannot send that here without asking
 * first, and nobody answers its question.
 */
export const answered = async <T extends { readonly key: string }>(
  deps: Deps,
  request: Request,
  ...[schema, operate]: [z.ZodType<T>, (operation: Operation, fields: T) => Promise<Operated>]
): Promise<Response> => {
  const correlationId = correlationOf(request);
  const isJson = request.headers.get("content-type")?.startsWith("application/json") === true;
  if (!isJson) return refusal(whyNot(null), correlationId);
  const fields = await bodyOf(request, schema);
  if (!fields.ok) return refusal(fields.refusal, correlationId);
  const operation = { tenant: deps.localTenant, key: `page:${fields.value.key}`, correlationId };
  const operated = await operate(operation, fields.value);
  return operated.outcome === "refused"
    ? refusal(operated.refusal, correlationId)
    : done({ outcome: operated.outcome });
};

export const whyNot = (error: z.ZodError | null): Refused => {
  const [issue] = error?.issues ?? [];
  const path = issue === undefined ? "content-type" : issue.path.join(".");
  return {
    code: "payload_invalid",
    details: { path, why: issue?.message ?? "must be application/json" },
  };
};
