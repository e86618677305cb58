import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { eventsIn } from "#test/simulation/checks/model";
import type { Stage } from "#test/simulation/run";

/**
 * The commit is the outbox: each thing that it asks for has been done, or stands where a person looks. What it asks for is
 * said here once more, and not asked of the heart, which may be wrong.
 */
export const checkOutputs = (stage: Stage): void => {
  const { tenants, store } = stage.universe;
  const parked = parkedStreams(stage);
  for (const { id } of tenants)
    for (const { commit } of store.feed(id)) {
      if (parked.has(commit.stream)) continue;
      const told = { id, commit, name: `${id} ${commit.stream}` };
      for (const event of eventsIn(commit)) asks[event.type]?.(stage, told, event);
    }
};

/** The streams that stand among the dead letters. */
export const parkedStreams = ({ universe: { queues } }: Stage): ReadonlySet<string> =>
  new Set(queues.buried.map(({ body }) => (body as { readonly stream?: string }).stream ?? ""));

type Told = { readonly id: TenantId; readonly commit: Commit; readonly name: string };
type Fields = Readonly<Record<string, unknown>>;
type Check = (stage: Stage, told: Told, event: Fields) => void;

const woken: Check = ({ universe: { world, timers } }, { name, commit: { stream, version } }) => {
  const planned = timers.planned.get(name)?.version ?? 0;
  world.check("L1", planned >= version, () => `${stream} ${version} asks for a wake in vain`);
};

/** Where a visit stands, and its money, the customer's own stream has to know. */
const customerTold: Check = ({ universe, seen }, { id, commit, name }) => {
  const { stream, version } = commit;
  const customer = seen.visits.get(name)?.customer ?? "";
  if (customer === "") return; // It lives on elsewhere, and nobody was ever booked here.
  const told = seen.customers.get(`${id} customer/${customer}`)?.notes;
  const asOf = told?.get(stream.slice("appointment/".length)) ?? 0;
  universe.world.check("L1", asOf >= version, () => `${stream} ${version} was told to nobody`);
};

const settled: Check = ({ universe: { world }, seen }, { name }, event) => {
  const sid = event["sid"] as string;
  const ends = seen.customers.get(name)?.settledTexts.get(sid) ?? 0;
  world.check("L1", ends === 1, () => `text ${sid} ended ${ends} times`);
};

/** A number or an address that is good for nothing: whose it is knows it, unless they were heard of since. */
const unreachable: Check = ({ universe: { world }, seen }, { id }, event) => {
  const why = String(event["why"]);
  const known = seen.executions.get(event["execution"] as string)?.execution;
  if (known === undefined || !/^(number|address)_unreachable$/.test(why)) return;
  const customer = seen.customers.get(`${id} customer/${known.toWhom}`);
  if (customer === undefined || customer.reachedMs >= known.intendedMs) return;
  world.check(
    "L1",
    customer.unreachable,
    () => `${known.id} has failed for "${why}", and ${known.toWhom} was not told`,
  );
};

const asks: Readonly<Record<string, Check>> = {
  "wake.planned": woken,
  "customer.model_asked": settled,
  "customer.text_received": settled,
  "execution.failed": unreachable,
  "execution.delivery": unreachable,
  "appointment.booked": customerTold,
  "appointment.rescheduled": customerTold,
  "appointment.moved_away": customerTold,
  "appointment.confirmed": customerTold,
  "appointment.cancelled": customerTold,
  "appointment.started": customerTold,
  "appointment.completed": customerTold,
  "appointment.no_show": customerTold,
  "payment.paid": customerTold,
  "payment.paid_otherwise": customerTold,
  "payment.failed": customerTold,
  "payment.refunded": customerTold,
  "payment.disputed": customerTold,
};
