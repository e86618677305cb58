import * as z from "zod";
import { jsonText } from "#adapters/json-text";
import type { Json } from "#core/kernel/canonical";
import { as, type TenantId } from "#core/kernel/ids";
import { type Instant, instantFrom } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";

/** The body of every message in SQS, whoever sends it: ids only. */
export type Envelope = {
  readonly tenant: TenantId;
  readonly body: Json;
  /** Where the message is due later than SQS can delay it. It is seen once before, and hidden again. */
  readonly notBefore?: Instant;
  /** Attempts made with earlier copies of the message; in a dead letter, all of them. */
  readonly attempts?: number;
  /** Why it is a dead letter. */
  readonly why?: string;
  /** Its number among the dead letters, where it was one and somebody has given it back. */
  readonly letter?: number;
};

export const envelopeOf = (
  { tenant, body }: Pick<QueueMessage, "tenant" | "body">,
  more: Partial<Envelope> = {},
): string => {
  const text = JSON.stringify({ tenant, body, ...more });
  if (Buffer.byteLength(text) > mostBytes)
    throw new Error("Cannot send so large a message: ids only, at most 64 KiB");
  return text;
};

/** What SQS counts as one request; ten of them fit into a batch. Ids never come near. */
const mostBytes = 65_536;

/** `null` where the text is none of ours. */
export const envelopeIn = (text: string): Envelope | null => {
  const read = envelopeText.safeParse(text);
  return read.success ? read.data : null;
};

const instant = z.string().transform((text, context): Instant => {
  const instant = instantFrom(text);
  if (instant !== null) return instant;
  context.addIssue("no instant");
  return z.NEVER;
});

const envelopeText = jsonText.pipe(
  z.object({
    tenant: z
      .string()
      .min(1)
      .transform((name) => as<TenantId>(name)),
    body: z.json(),
    notBefore: instant.exactOptional(),
    attempts: z.int().nonnegative().exactOptional(),
    why: z.string().exactOptional(),
    letter: z.int().positive().exactOptional(),
  }),
);
