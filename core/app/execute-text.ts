import type { App } from "#core/app/app";
import type { SendingText } from "#core/execution/sending";
import type { CorrelationId, ExecutionId, TenantId } from "#core/kernel/ids";
import { addressOf } from "#core/policy/channel";
import { plusMs } from "#core/kernel/time";
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
  if (why !== "sender_misconfigured") return;
  log.error("sender.refused", { execution, code: providerCode, correlationId });
};

const subjectOf = async (app: App, tenant: TenantId): Promise<string | undefined> =>
  app.pack.subject?.(await app.tenants.settings(tenant));

/** Looks for a text that the carrier may have taken. */
export const findText = (app: App, job: Job, sending: SendingText): Promise<LookUp> =>
  app.messenger.find(messageOf(job, sending), plusMs(sending.intendedAt, -clockSkewMs));

const messageOf = (job: Job, sending: SendingText): TextMessage => ({
  tenant: job.tenant,
  executionId: job.execution,
  to: addressOf(sending),
  body: sending.body,
  usefulUntil: sending.usefulUntil,
});
