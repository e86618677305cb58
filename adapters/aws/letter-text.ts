import { type Envelope, envelopeIn } from "#adapters/aws/queue-envelope";
import { as, type TenantId } from "#core/kernel/ids";
import type { Queues } from "#core/ports/queues";

type DeadLetter = Awaited<ReturnType<Queues["deadLetters"]>>[number];

/** Whose a letter is that nobody can read. */
export const nobody = as<TenantId>("unknown");

/** A letter without a reason was moved by SQS itself, after the last attempt. */
export const letterIn = (
  text: string,
  queue: string,
  maxAttempts: number,
): DeadLetter & Pick<Envelope, "letter"> => {
  const envelope = envelopeIn(text);
  if (envelope === null)
    return { tenant: nobody, queue, body: null, why: "unreadable", attempts: maxAttempts };
  const { tenant, body, why = "receiver_never_answered", attempts, letter } = envelope;
  const all = envelope.why === undefined ? (attempts ?? 0) + maxAttempts : (attempts ?? 0);
  return { tenant, queue, body, why, attempts: all, ...(letter !== undefined && { letter }) };
};
