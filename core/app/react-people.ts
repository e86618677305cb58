import type { App } from "#core/app/app";
import { closeAtOrigin } from "#core/app/close-task";
import { type Handled, stateAfter } from "#core/app/handle-command";
import { giveOperator, giveTask, handlingOf, operatorsOf, startOf } from "#core/app/people";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { customerFold } from "#core/customer/state";
import type { Refusal } from "#core/kernel/decider";
import {
  type AppointmentId,
  as,
  type CausationId,
  type CommandId,
  type CustomerId,
  type TaskId,
} from "#core/kernel/ids";
import type { Cause, Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { operatorStream } from "#core/operator/card";
import type { OperatorId } from "#core/task/events";
import { type PeopleOutput, peopleOutputsOf, taskEventsOf } from "#core/task/outputs";

type Of<K extends PeopleOutput["kind"]> = Extract<PeopleOutput, { kind: K }>;

/** Does what a commit asks of the people of the business. Safe to repeat, as everything that follows from commits. */
export const reactToPeople = async (app: App, commit: Commit): Promise<void> => {
  for (const output of peopleOutputsOf(commit)) await perform(app, commit, output);
};

const perform = async (app: App, commit: Commit, output: PeopleOutput): Promise<void> => {
  const { tenant, stream } = commit;
  switch (output.kind) {
    case "begin_task":
      return beginTask(app, commit, output);
    case "end_task":
      return endTask(app, commit, output);
    case "tell_people":
      return tellPeople(app, commit, output);
    case "withdraw_notices":
      return withdraw(app, commit, output);
    case "close_at_origin":
      return close(app, commit, output.task);
    case "execute_notice": {
      const { correlationId } = commit.cause;
      const body = { stream, execution: output.execution, correlationId };
      return app.queues.send({ tenant, queue: "executions", body }, app.clock.now());
    }
    case "forget_operator":
      await giveOne(app, commit, output.operator, { kind: "wake" });
      return app.vault.destroy(tenant, operatorStream(output.operator));
  }
};

/** A task is about the visit and the customer of the stream that it arose in. */
const beginTask = async (app: App, commit: Commit, { opened }: Of<"begin_task">): Promise<void> => {
  const { stream: from, at: openedAt } = commit;
  const wish = { kind: "begin", opened, from, openedAt } as const;
  const command = commandFrom(commit, `begin:${opened.task}`);
  const about = await aboutOf(app, commit, opened);
  complainIfBusy(await giveTask(app, opened.task, { ...command, wish }, about));
  await endIfClosed(app, commit, opened.task);
};

/** Where this is heard of late, the word that closed it may have found nothing to end. */
const endIfClosed = async (
  app: App,
  { tenant, stream, version }: Commit,
  task: TaskId,
): Promise<void> => {
  const { commits } = await app.store.readFacts(tenant, stream);
  for (const commit of commits.slice(version))
    for (const event of taskEventsOf(commit.events))
      if (event.type === "task.closed" && event.task === task)
        return endTask(app, commit, { task, why: event.why ?? null });
};

const endTask = async (
  app: App,
  commit: Commit,
  { task, why }: Pick<Of<"end_task">, "task" | "why">,
): Promise<void> => {
  const wish = { kind: "end", why, reason: null, closedAt: commit.at } as const;
  complainIfBusy(await giveTask(app, task, { ...commandFrom(commit, `end:${task}`), wish }));
};

/** One that has arisen again since is not closed by the word that ended it before. */
const close = async (app: App, commit: Commit, task: TaskId): Promise<void> => {
  if ((await handlingOf(app, commit.tenant, task))?.isOpen === true) return;
  complainIfBusy(await closeAtOrigin(app, task, commandFrom(commit, "close")));
};

type About = { readonly visit: Instant | null; readonly customer: CustomerId | null };

const aboutOf = async (
  { store }: App,
  { tenant, stream, version }: Commit,
  { subject }: Of<"begin_task">["opened"],
): Promise<About> => {
  const [kind, id = ""] = stream.split("/");
  if (kind !== "appointment" && kind !== "customer") return { visit: null, customer: null };
  const { commits } = await store.readFacts(tenant, stream);
  const until = commits.slice(0, version);
  return kind === "customer"
    ? { visit: visitOf(until, subject?.appointment ?? null), customer: as<CustomerId>(id) }
    : aboutVisit(until);
};

const visitOf = (commits: readonly Commit[], appointment: AppointmentId | null): Instant | null =>
  appointment === null
    ? null
    : (stateAfter(customerFold, commits).appointments[appointment]?.start ?? null);

const aboutVisit = (commits: readonly Commit[]): About => {
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  return domain.status === "none"
    ? { visit: null, customer: null }
    : { visit: domain.start, customer: domain.customer };
};

/** Where nobody has the role, that is written down: somebody has to be told who nobody is. */
const tellPeople = async (
  app: App,
  commit: Commit,
  { whom, item }: Of<"tell_people">,
): Promise<void> => {
  const everybody = await operatorsOf(app, commit.tenant);
  const theirs = everybody.filter(({ operator, roles }) =>
    whom.kind === "role" ? roles.includes(whom.role) : operator === whom.operator,
  );
  const about = (await handlingOf(app, commit.tenant, item.task))?.visit ?? null;
  const visit = about === null ? null : await startOf(app, commit.tenant, about);
  const wish = { kind: "notify", item, visit } as const;
  for (const { operator } of theirs) await giveOne(app, commit, operator, wish);
  if (theirs.length > 0 || whom.kind === "operator") return;

  const { role } = whom;
  app.metrics.count("tasks.nobody_told", { role });
  app.log.warn("task.nobody_told", { task: item.task, role });
  const command = commandFrom(commit, "nobody_told");
  complainIfBusy(
    await giveTask(app, item.task, { ...command, wish: { kind: "note_nobody_told", role } }),
  );
};

const withdraw = async (
  app: App,
  commit: Commit,
  { task }: Of<"withdraw_notices">,
): Promise<void> => {
  for (const { operator } of await operatorsOf(app, commit.tenant))
    await giveOne(app, commit, operator, { kind: "task_over", task, asOf: commit.version });
};

const giveOne = async (
  app: App,
  commit: Commit,
  operator: OperatorId,
  wish: Parameters<typeof giveOperator>[2]["wish"],
): Promise<void> => {
  const command = commandFrom(commit, wish.kind);
  complainIfBusy(await giveOperator(app, operator, { ...command, wish }));
};

const commandFrom = (
  { tenant, stream, version, cause, hash }: Commit,
  what: string,
): {
  readonly tenant: Commit["tenant"];
  readonly commandId: CommandId;
  readonly cause: Cause;
} => ({
  tenant,
  commandId: as(`${stream}:${version}:${what}`),
  cause: { ...cause, causationId: as<CausationId>(hash) },
});

/** A busy stream has not heard it: the reader of the feed keeps the commit and brings it again. */
const complainIfBusy = (handled: Handled<Refusal>): void => {
  if (handled.kind === "refused" && handled.refusal.code === "stream_busy")
    throw Object.assign(new Error("Cannot tell a person's stream"), { name: "StreamBusy" });
};
