import { type App, appointmentFacts } from "#core/app/app";
import { reportSending, underPass } from "#core/app/breaker";
import { askPayments } from "#core/app/execute-payment";
import { executeNotice } from "#core/app/execute-notice";
import { hasOutlived, sendText } from "#core/app/execute-text";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import {
  appointmentStreamDecider,
  type AppointmentStreamState,
  type JourneyWish,
} from "#core/appointment/journeys";
import { askWhatBecame } from "#core/app/look-up";
import { isNoted, recipientOf } from "#core/app/recipient";
import { type Turn, turnFor } from "#core/app/slot";
import type { Sending, SendingText } from "#core/execution/sending";
import type { BySystem } from "#core/kernel/authority";
import {
  as,
  type CorrelationId,
  derive,
  type ExecutionId,
  type StreamName,
  type TenantId,
} from "#core/kernel/ids";
import { type TextToSend, withdrawalOf } from "#core/policy/last-look";
import type { SendOutcome } from "#core/ports/messenger";
import type { PaymentLink } from "#core/ports/payments";

export type Executed = "done" | "held" | "nothing_to_do";

type Job = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly execution: ExecutionId;
  /** The story of whatever asked for it. */
  readonly correlationId: CorrelationId;
};

/** Longer than the messenger's own time-out, so that a lease never ends under a call that still runs. */
const leaseMs = 60_000;

/**
 * The one door through which side effects go: lease, intent, call, outcome.
 *
 * The intent is committed before the call, so whatever happens in between is known to have perhaps
 * happened: it is looked up, never repeated blindly. Whoever lost the lease writes nothing, because the
 * commit carries a fencing token.
 */
export const execute = async (app: App, job: Job): Promise<Executed> => {
  const { tenant, execution } = job;
  const key = `execution/${execution}`;
  const now = app.clock.now();
  const lease = await app.leases.acquire({ tenant, key, now, ttlMs: leaseMs });
  if (lease.kind === "held") return "held";
  try {
    return await underLease(app, job, lease.token);
  } finally {
    await app.leases.release(tenant, key, lease.token);
  }
};

const underLease = async (app: App, job: Job, token: number): Promise<Executed> => {
  if (job.stream.startsWith("operator/")) return executeNotice(app, { ...job, token });
  const before = await load(app, job);
  if (before === null) return "nothing_to_do";

  const { phase } = before.execution;
  if (phase.status === "intended" || phase.status === "unknown")
    return lookUp(app, { ...job, token }, before, phase);
  if (phase.status !== "ready") return "nothing_to_do";
  return begin(app, { ...job, token }, before);
};

type Call = Job & { readonly token: number };

const begin = async (app: App, job: Call, before: TextToSend): Promise<Executed> => {
  const { execution, token } = job;
  const recipient = await recipientOf(app, job.tenant, before.appointment);
  if (!(await isNoted(app, job, before.appointment, recipient))) return "held";
  const turn = await turnFor(app, job, before, recipient);
  const { slot, outage } = turn;
  const wish = { kind: "begin_execution", execution, token, recipient, slot, outage } as const;
  return underPass(app, turn, async () => {
    const begun = await command(app, job, `begin:${token}`, wish);
    const after = await load(app, job);
    const phase = after?.execution.phase;
    const isOurs = phase?.status === "intended" && phase.token === token;
    return after !== null && isOurs ? callOut(app, { ...job, turn }, after, phase) : begun;
  });
};

/** Under the pass that it was let through with. */
type Admitted = Call & { readonly turn: Turn };

const callOut = async (
  app: App,
  job: Admitted,
  after: TextToSend,
  phase: Sending,
): Promise<Executed> => {
  if (phase.payment === undefined) return call(app, job, after, phase);
  if (hasOutlived(app, leaseMs, phase)) return "held";
  return settle(app, job, await askPayments(app, job, phase));
};

/** From here on the outside world may have seen it. */
const call = async (
  app: App,
  job: Admitted,
  text: TextToSend,
  sending: SendingText,
): Promise<Executed> => {
  const { execution, token } = job;
  const recipient = await recipientOf(app, job.tenant, text.appointment);
  const withdrawal = withdrawalOf(text, sending, recipient, app.pack);
  if (withdrawal !== null)
    return command(app, job, `withdraw:${token}`, {
      kind: "withdraw_execution",
      execution,
      token,
      ...withdrawal,
    });
  if (hasOutlived(app, leaseMs, sending)) return "held";
  return settle(app, job, { outcome: await sendText(app, job, sending) });
};

const settle = async (
  app: App,
  job: Admitted,
  said: { readonly outcome: SendOutcome; readonly link?: PaymentLink },
): Promise<Executed> => {
  const { execution, token, correlationId, turn } = job;
  const outcome = said.outcome.kind;
  const outage = await reportSending(app, turn, said.outcome);
  app.metrics.count("executions.called", { outcome });
  app.log.info("execution.called", { execution, outcome, correlationId });
  const wish = { kind: "settle_execution", execution, token, ...said, outage } as const;
  return command(app, job, `settle:${token}`, wish);
};

const lookUp = async (
  app: App,
  job: Call,
  before: TextToSend,
  sending: Sending,
): Promise<Executed> => {
  const { outcome: found, ...link } = await askWhatBecame(app, job, before, sending);
  app.metrics.count("executions.looked_up", { found: found.kind });
  const { execution, token, correlationId } = job;
  app.log.info("execution.looked_up", { execution, found: found.kind, correlationId });
  return command(app, job, `resolve:${token}`, {
    kind: "resolve_execution",
    execution,
    token,
    found,
    ...link,
  });
};

const load = async (app: App, job: Job): Promise<TextToSend | null> => {
  const { commits } = await app.store.read(job.tenant, job.stream);
  const state: AppointmentStreamState = stateAfter(appointmentStreamDecider, commits);
  const execution = state.journeys.executions[job.execution];
  if (execution === undefined || state.domain.status === "none") return null;
  return { execution, appointment: state.domain, journeys: state.journeys };
};

/** A stream too busy to write to has decided nothing: the job comes again, as if somebody else held it. */
const command = async (
  app: App,
  job: Job,
  name: string,
  wish: BySystem<JourneyWish>,
): Promise<Executed> => {
  const { tenant, stream, execution, correlationId } = job;
  const handled = await handleCommand(
    app,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as(`${execution}:${name}`),
      cause: {
        correlationId,
        causationId: as(derive("execution", execution, name)),
        actor: { kind: "system", name: "executor" },
      },
      wish,
    },
    await appointmentFacts(app, tenant, stream),
  );
  if (handled.kind !== "refused") return "done";
  app.log.warn("execution.refused", { execution, code: handled.refusal.code, correlationId });
  return handled.refusal.code === "stream_busy" ? "held" : "done";
};
