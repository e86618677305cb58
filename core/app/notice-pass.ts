import type { App } from "#core/app/app";
import { admit, type Admission, type Asker, wayNow } from "#core/app/breaker";
import { stateAfter } from "#core/app/handle-command";
import { operatorFacts } from "#core/app/people";
import type { ExecutionId, StreamName, TenantId } from "#core/kernel/ids";
import type { OpenTask } from "#core/operator/begin";
import { operatorDecider } from "#core/operator/decide";
import type { Notice } from "#core/operator/state";
import type { Outage } from "#core/policy/breaker";

type Job = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly execution: ExecutionId;
  readonly token: number;
};

export const askerOf = ({ tenant, execution, token }: Job, { channel }: Notice): Asker => ({
  tenant,
  provider: channel === "email" ? "mail" : "carrier",
  by: `${execution}:${token}`,
});

/**
 * How a notice may go out: under which pass, and if not now, who is down. Only what would go now takes the probe, so the
 * decision is rehearsed first: one that waits until its person is awake tries nothing, and keeps nobody from trying.
 */
export const passFor = async (
  app: App,
  job: Job,
  notice: Notice,
  open: readonly OpenTask[],
): Promise<Admission & { readonly outage: Outage | null }> => {
  const asker = askerOf(job, notice);
  const free = { asker, pass: { kind: "free" }, outage: null } as const;
  const known = await wayNow(app, asker);
  if (known.kind === "free") return free;
  if (known.kind === "wait") return { ...free, outage: known };
  // Should it be decided otherwise a moment later, it goes as little as if somebody else were the probe.
  if (!(await wouldGo(app, job, open)))
    return { ...free, outage: { until: app.clock.now(), isProbed: true } };
  const way = await admit(app, asker);
  return way.kind === "wait" ? { ...free, outage: way } : { ...free, pass: way };
};

const wouldGo = async (
  app: App,
  { tenant, stream, execution, token }: Job,
  open: readonly OpenTask[],
): Promise<boolean> => {
  const { commits } = await app.store.read(tenant, stream);
  const decided = operatorDecider.decide(
    stateAfter(operatorDecider, commits),
    { kind: "begin_notice", execution, token, open, outage: null },
    {
      ...(await operatorFacts(app, tenant, stream)),
      now: app.clock.now(),
      version: 0,
      tzdb: app.tzdb,
    },
  );
  return decided.ok && decided.value.some(({ type }) => type === "notice.intended");
};
