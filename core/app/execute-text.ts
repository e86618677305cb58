import type { App } from "#core/app/app";
import { recipientOf } from "#core/app/recipient";
import { senderMisconfigured } from "#core/execution/events";
import type { Sending, SendingText } from "#core/execution/sending";
import { sidsOf } from "#core/execution/state";
import type { CorrelationId, ExecutionId, TenantId } from "#core/kernel/ids";
import { msBetween, plusMs } from "#core/kernel/time";
import { addressOf } from "#core/policy/channel";
import type { TextToSend } from "#core/policy/last-look";
import type { LookUp, SendOutcome, TextMessage } from "#core/ports/messenger";

type Job = {
  readonly tenant: TenantId;
  readonly execution: ExecutionId;
  readonly correlationId: CorrelationId;
};

/** A look-up starts a little before the intent: the carrier's clock is not ours. */
const clockSkewMs = 5 * 60_000;

export const sendText = async (app: App, job: Job, sending: SendingText): Promise<SendOutcome> => {
  const message = messageOf(job, sending);
  const subject = message.to.kind === "email" ? await subjectOf(app, job.tenant) : undefined;
  const whole = { ...message, ...(subject !== undefined && { subject }) };
  const outcome = await app.messenger.send(whole, app.clock.now());
  if (outcome.kind === "rejected") tellOfRejection(app, job, outcome);
  return outcome;
};

/** One that concerns every text of the account is shouted: each of them fails until somebody has looked. */
const tellOfRejection = (
  { metrics, log }: App,
  { execution, correlationId }: Job,
  { why, providerCode }: Extract<SendOutcome, { kind: "rejected" }>,
): void => {
  metrics.count("executions.rejected", { why });
  if (why !== senderMisconfigured) return;
  log.error("sender.refused", { execution, code: providerCode, correlationId });
};

const subjectOf = async (app: App, tenant: TenantId): Promise<string | undefined> =>
  app.pack.subject?.(await app.tenants.settings(tenant));

/** Looks for a text that the carrier may have taken; one that is known to be another text is not this one. */
export const findText = async (
  app: App,
  job: Job,
  sending: SendingText,
  text: TextToSend,
): Promise<LookUp> => {
  // Of all that has gone since it was intended: it may be looked for weeks later.
  const { otherSids } = await recipientOf(app, job.tenant, text.appointment, sending.intendedAt);
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

const messageOf = (job: Job, sending: SendingText): TextMessage => ({
  tenant: job.tenant,
  executionId: job.execution,
  to: addressOf(sending),
  body: sending.body,
  usefulUntil: sending.usefulUntil,
});
