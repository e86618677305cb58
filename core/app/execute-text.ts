import type { App } from "#core/app/app";
import { recipientOf } from "#core/app/recipient";
import type { Sending, SendingText } from "#core/execution/sending";
import { sidsOf } from "#core/execution/state";
import type { ExecutionId, TenantId } from "#core/kernel/ids";
import { msBetween, plusMs } from "#core/kernel/time";
import type { TextToSend } from "#core/policy/last-look";
import type { LookUp, SendOutcome, TextMessage } from "#core/ports/messenger";

type Job = { readonly tenant: TenantId; readonly execution: ExecutionId };

/** A look-up starts a little before the intent: the carrier's clock is not ours. */
const clockSkewMs = 5 * 60_000;

export const sendText = (app: App, job: Job, sending: SendingText): Promise<SendOutcome> =>
  app.messenger.send(messageOf(job, sending), app.clock.now());

/** Looks for a text that the carrier may have taken; one that is known to be another text is not this one. */
export const findText = async (
  app: App,
  job: Job,
  sending: SendingText,
  text: TextToSend,
): Promise<LookUp> => {
  const { otherSids } = await recipientOf(app, job.tenant, text.appointment);
  const others = [...sidsOf(Object.values(text.journeys.executions)), ...otherSids];
  const since = plusMs(sending.intendedAt, -clockSkewMs);
  return app.messenger.find(messageOf(job, sending), since, others);
};

/**
 * Whoever stood still for longer than a lease between the intent and the call (a frozen process, a laptop
 * asleep) does not call any more: by now somebody else may have looked it up, and sent it again.
 */
export const hasOutlived = (app: App, leaseMs: number, { intendedAt }: Sending): boolean =>
  msBetween(intendedAt, app.clock.now()) >= leaseMs;

const messageOf = (job: Job, { to, body, usefulUntil }: SendingText): TextMessage => ({
  tenant: job.tenant,
  executionId: job.execution,
  to,
  body,
  usefulUntil,
});
