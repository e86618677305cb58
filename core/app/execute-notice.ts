import type { App } from "#core/app/app";
import { type Admission, askBeside, reportSending, underPass } from "#core/app/breaker";
import type { Executed } from "#core/app/execute";
import { stateAfter } from "#core/app/handle-command";
import { askerOf, passFor } from "#core/app/notice-pass";
import { giveOperator, handlingOf, startOf } from "#core/app/people";
import type { SendingText } from "#core/execution/sending";
import {
  as,
  type CausationId,
  type CommandId,
  type CorrelationId,
  derive,
  type ExecutionId,
  type StreamName,
  type TenantId,
} from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { OpenTask } from "#core/operator/begin";
import { operatorDecider, type OperatorWish } from "#core/operator/decide";
import type { Notice } from "#core/operator/state";
import type { Address, TextMessage } from "#core/ports/messenger";
import type { OperatorId } from "#core/task/events";
import type { Handling } from "#core/task/state";

type Call = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly execution: ExecutionId;
  readonly correlationId: CorrelationId;
  readonly token: number;
};

/**
 * Tells a person of the business what waits for them: the same door as for every side effect, under the lease of
 * whoever opened it. Caps and consent of customers are not asked; the person's own wishes are, and whether there is
 * still something to do.
 */
export const executeNotice = async (app: App, job: Call): Promise<Executed> => {
  const notice = await load(app, job);
  if (notice === undefined) return "nothing_to_do";
  const { phase } = notice;
  if (phase.status === "intended" || phase.status === "unknown")
    return phase.payment === undefined ? lookUp(app, job, { notice, phase }) : "nothing_to_do";
  return phase.status === "ready" ? begin(app, job, notice) : "nothing_to_do";
};

const begin = async (app: App, job: Call, before: Notice): Promise<Executed> => {
  const { execution, token } = job;
  const open = await openOf(app, job, before);
  const { outage, ...admission } = await passFor(app, job, before, open);
  return underPass(app, admission, async () => {
    const begun = await command(app, job, { kind: "begin_notice", execution, token, open, outage });
    const notice = await load(app, job);
    const phase = notice === undefined ? null : intendedUnder(token, notice);
    if (notice === undefined || phase === null) return begun;
    return call(app, job, { notice, phase, admission });
  });
};

const intendedUnder = (token: number, { phase }: Notice): Intended | null =>
  phase.status === "intended" && phase.token === token ? phase : null;

type Intended = Extract<Notice["phase"], { status: "intended" }>;

/** From here on the outside world may have seen it. */
const call = async (
  app: App,
  job: Call,
  {
    notice,
    phase,
    admission,
  }: { readonly notice: Notice; readonly phase: Intended; readonly admission: Admission },
): Promise<Executed> => {
  if (phase.payment !== undefined) return "nothing_to_do";
  const { execution, token } = job;
  // A person waits for nobody's turn; and who sends next knows that this went before.
  await takePlace(app, job);
  const outcome = await app.messenger.send(messageOf(job, notice, phase), app.clock.now());
  app.metrics.count("notices.called", { outcome: outcome.kind });
  const { correlationId } = job;
  app.log.info("notice.called", { execution, outcome: outcome.kind, correlationId });
  const after = await reportSending(app, admission, outcome);
  return command(app, job, {
    kind: "settle_execution",
    execution,
    token,
    outcome,
    outage: after,
  });
};

/** Its open tasks, with their visits as these stand now. */
const openOf = async (app: App, job: Call, notice: Notice): Promise<readonly OpenTask[]> => {
  const open = await theirsIn(app, job, notice);
  const starts = new Map<StreamName | null, Instant | null>();
  for (const visit of new Set(open.flatMap((task) => task.visit ?? [])))
    starts.set(visit, await startOf(app, job.tenant, visit));
  return open.map(({ task, visit }) => ({ task, visit: starts.get(visit) ?? null }));
};

/** Those that are open, and that nobody else has taken on. */
const theirsIn = async (
  app: App,
  { tenant, stream }: Call,
  { items }: Notice,
): Promise<readonly Handling[]> => {
  const theirs: Handling[] = [];
  for (const task of new Set(items.map((item) => item.task))) {
    const handling = await handlingOf(app, tenant, task);
    if (handling?.isOpen !== true) continue;
    const isTheirs = handling.operator === null || stream === `operator/${handling.operator}`;
    if (isTheirs) theirs.push(handling);
  }
  return theirs;
};

const takePlace = async (app: App, { tenant }: Call): Promise<void> => {
  const pace = (await app.tenants.settings(tenant)).pace ?? app.senderPace;
  if (pace === null) return;
  const now = app.clock.now();
  await app.pacing.takeSlot({ tenant, line: "texts", lane: "reply", pace, segments: 1, now });
};

/** A look-up starts a little before the intent: the carrier's clock is not ours. */
const clockSkewMs = 5 * 60_000;

const lookUp = async (
  app: App,
  job: Call,
  { notice, phase }: { readonly notice: Notice; readonly phase: SendingText },
): Promise<Executed> => {
  const { execution, token, correlationId } = job;
  const since = plusMs(phase.intendedAt, -clockSkewMs);
  const find = async () => ({
    outcome: await app.messenger.find(messageOf(job, notice, phase), since),
  });
  const isListed = notice.channel !== "email";
  const { outcome: found } = await (isListed ? askBeside(app, askerOf(job, notice), find) : find());
  app.log.info("notice.looked_up", { execution, found: found.kind, correlationId });
  return command(app, job, { kind: "resolve_execution", execution, token, found });
};

const messageOf = (
  { tenant, execution }: Call,
  { channel }: Notice,
  { to, body, usefulUntil }: SendingText,
): TextMessage => {
  const address: Address =
    channel === "text" ? { kind: "phone", phone: to } : { kind: "email", email: to };
  const subject = channel === "email" ? { subject: "Something waits for you" } : {};
  return { tenant, executionId: execution, to: address, body, usefulUntil, ...subject };
};

const load = async (app: App, { tenant, stream, execution }: Call): Promise<Notice | undefined> => {
  const { commits } = await app.store.read(tenant, stream);
  return stateAfter(operatorDecider, commits).notices[execution];
};

/** A stream too busy to write to has decided nothing: the job comes again, as if somebody else held it. */
const command = async (app: App, job: Call, wish: OperatorWish): Promise<Executed> => {
  const { tenant, stream, execution, token, correlationId } = job;
  const name = `${wish.kind}:${token}`;
  const handled = await giveOperator(app, stream.slice("operator/".length) as OperatorId, {
    tenant,
    commandId: as<CommandId>(`${execution}:${name}`),
    cause: {
      correlationId,
      causationId: as<CausationId>(derive("execution", execution, name)),
      actor: { kind: "system", name: "executor" },
    },
    wish,
  });
  if (handled.kind !== "refused") return "done";
  app.log.warn("execution.refused", { execution, code: handled.refusal.code, correlationId });
  return handled.refusal.code === "stream_busy" ? "held" : "done";
};
