import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import { handleWord } from "#core/app/opt-out-lag";
import { purseFor } from "#core/app/purse";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import {
  as,
  type CausationId,
  type CorrelationId,
  derive,
  type StreamName,
  type TenantId,
} from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { ModelAnswer, ModelUsage } from "#core/ports/language-model";
import { type Classification, classified, withoutModel } from "#core/reply/classify";
import { promptFor, tokensAtMost } from "#core/reply/prompt";

type Job = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly sid: string;
  readonly correlationId: CorrelationId;
  /** 1 at the first delivery. */
  readonly attempt: number;
};

/** Longer than any model may take; whoever died with the lease in hand is presumed lost after it. */
const leaseMs = 20_000;

/** After these a person decides, so that no text waits for ever for a model that takes its readers down. */
const attemptsWithModel = 4;

/**
 * The second stage: has a language model read a text that the table of words was not certain of, and settles
 * it. The text has been kept before, and an opt-out by the table holds already. Whoever dies in between is
 * followed by another, who asks again; the first outcome that is written stands, and no second is.
 *
 * `held`: somebody else is at it, or the stream is too busy; come again.
 */
export const classifyText = async (app: App, job: Job): Promise<"done" | "held"> => {
  const { tenant, sid } = job;
  const key = `text/${sid}`;
  const lease = await app.leases.acquire({ tenant, key, now: app.clock.now(), ttlMs: leaseMs });
  if (lease.kind === "held") return "held";
  try {
    return await underLease(app, job);
  } finally {
    await app.leases.release(tenant, key, lease.token);
  }
};

const underLease = async (app: App, job: Job): Promise<"done" | "held"> => {
  const { tenant, stream, sid, correlationId } = job;
  const { commits } = await app.store.read(tenant, stream);
  const text = textOf(commits, sid);
  const isPending = stateAfter(customerDecider, commits).pendingTexts.includes(sid);
  if (!isPending || text === null) return "done";

  const classification = await classify(app, job, text.body);
  if (classification === "held") return "held";
  const settled = await handleWord(
    app,
    {
      tenant,
      stream,
      commandId: as(`text:${sid}:settled`),
      cause: causeOf(job, "settled"),
      wish: { kind: "settle_text", sid, classification },
    },
    {},
    text.at,
  );
  if (settled.kind === "refused" && settled.refusal.code === "stream_busy") return "held";

  const { stage, why, model } = classification;
  app.metrics.count("texts.classified", { stage, why });
  app.log.info("text.classified", { stage, why, model, correlationId });
  return "done";
};

const textOf = (commits: readonly Commit[], sid: string): Text | null => {
  for (const { at, events } of commits)
    for (const event of events as readonly CustomerEvent[])
      if (event.type === "customer.text_received" && event.sid === sid)
        return { body: event.body, at };
  return null;
};

/** What somebody has texted, and when it came. */
type Text = { readonly body: string; readonly at: Instant };

const classify = async (app: App, job: Job, body: string): Promise<Classification | "held"> => {
  const { reading } = app;
  if (reading === undefined || job.attempt > attemptsWithModel) return withoutModel("not_asked");

  const { tenant, sid, attempt } = job;
  const question = { tenant, reservation: sid, attempt, cause: causeOf(job, "budget") };
  const purse = await purseFor(app, reading.limits, question);
  const reserved = await purse.reserve(tokensAtMost);
  if (reserved === "busy") return "held";
  if (reserved === "over_budget") return withoutModel("over_budget");
  const answer = await reading.model.ask(job.tenant, promptFor(body));
  await purse.settle(usageOf(answer));
  return classified(body, reading.model.name, answer);
};

/** What is not known to have cost nothing has cost all that was reserved for it. */
const usageOf = (answer: ModelAnswer): ModelUsage | null => {
  if (answer.kind === "answered") return answer.usage;
  return free.has(answer.why) ? { inputTokens: 0, outputTokens: 0 } : null;
};

const free: ReadonlySet<string> = new Set([
  "throttled",
  "not_connected",
  "not_permitted",
  "request_refused",
]);

const causeOf = ({ sid, attempt, correlationId }: Job, what: string) => ({
  correlationId,
  causationId: as<CausationId>(derive("text", sid, attempt, what)),
  actor: { kind: "system", name: "reader" } as const,
});
