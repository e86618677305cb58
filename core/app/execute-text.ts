import type { App } from "#core/app/app";
import type { SendingText } from "#core/execution/sending";
import type { ExecutionId, TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { LookUp, SendOutcome, TextMessage } from "#core/ports/messenger";

type Job = { readonly tenant: TenantId; readonly execution: ExecutionId };

/** A look-up starts a little before the intent: the carrier's clock is not ours. */
const clockSkewMs = 5 * 60_000;

export const sendText = (app: App, job: Job, sending: SendingText): Promise<SendOutcome> =>
  app.messenger.send(messageOf(job, sending), app.clock.now());

/** Looks for a text that the carrier may have taken. */
export const findText = (app: App, job: Job, sending: SendingText): Promise<LookUp> =>
  app.messenger.find(messageOf(job, sending), plusMs(sending.intendedAt, -clockSkewMs));

const messageOf = (job: Job, sending: SendingText): TextMessage => ({
  tenant: job.tenant,
  executionId: job.execution,
  to: { kind: "phone", phone: sending.to },
  body: sending.body,
  usefulUntil: sending.usefulUntil,
});
