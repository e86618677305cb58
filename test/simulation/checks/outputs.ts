import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { type Output, outputsOf } from "#core/workflow/outputs";
import type { Stage } from "#test/simulation/run";

/** The commit is the outbox: each thing that it asks for has been done, or stands where a person looks. */
export const checkOutputs = (stage: Stage): void => {
  const { tenants, store } = stage.universe;
  const parked = parkedStreams(stage);
  for (const { id } of tenants)
    for (const { commit } of store.feed(id)) {
      if (parked.has(commit.stream)) continue;
      for (const output of outputsOf(commit)) checkOutput(stage, { id, commit, output });
    }
};

/** The streams that stand among the dead letters. */
export const parkedStreams = ({ universe: { queues } }: Stage): ReadonlySet<string> =>
  new Set(queues.buried.map(({ body }) => (body as { readonly stream?: string }).stream ?? ""));

type Asked = { readonly id: TenantId; readonly commit: Commit; readonly output: Output };

const checkOutput = (stage: Stage, asked: Asked): void => {
  const { world, timers } = stage.universe;
  const { id, output } = asked;
  const { stream, version } = asked.commit;
  const name = `${id} ${stream}`;
  if (output.kind === "wake") {
    const planned = timers.planned.get(name)?.version ?? 0;
    world.check("L1", planned >= version, () => `${stream} ${version} asks for a wake in vain`);
  }
  if (output.kind === "tell_customer") checkTold(stage, asked, name);
  if (output.kind === "classify") {
    const settled = stage.seen.customers.get(name)?.settledTexts.get(output.sid) ?? 0;
    world.check("L1", settled === 1, () => `text ${output.sid} ended ${settled} times`);
  }
};

const checkTold = ({ universe, seen }: Stage, { id, commit }: Asked, name: string): void => {
  const { stream, version } = commit;
  const customer = seen.visits.get(name)?.customer ?? "";
  if (customer === "") return; // It lives on elsewhere, and nobody was ever booked here.
  const told = seen.customers.get(`${id} customer/${customer}`)?.notes;
  const asOf = told?.get(stream.slice("appointment/".length)) ?? 0;
  universe.world.check("L1", asOf >= version, () => `${stream} ${version} was told to nobody`);
};
