import { as, type TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import {
  type CustomerModel,
  eventsIn,
  type ExecutionModel,
  isFilter,
  type Said,
} from "#test/simulation/checks/model";
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
const unreachable: Check = ({ universe: { world, down }, seen }, { id }, event) => {
  const why = String(event["why"]);
  const known = seen.executions.get(event["execution"] as string)?.execution;
  if (known === undefined || !/^(number|address)_unreachable$/.test(why)) return;
  const customer = seen.customers.get(`${id} customer/${known.toWhom}`);
  // Which came later is told by the clocks of two machines.
  const sinceMs = known.intendedMs - 2 * down.worstSkewMs;
  if (customer === undefined || customer.reachedMs >= sinceMs) return;
  world.check(
    "L1",
    customer.unreachable,
    () => `${known.id} has failed for "${why}", and ${known.toWhom} was not told`,
  );
};

/** The carrier carries nothing there any more: then we write nothing there either, unless they have asked for it since. */
const leftAtCarrier: Check = ({ universe: { world, down }, seen }, { id }, event) => {
  const known = seen.executions.get(event["execution"] as string)?.execution;
  if (known === undefined || event["why"] !== "opted_out") return;
  const customer = seen.customers.get(`${id} customer/${known.toWhom}`);
  const hasAsked = ({ body, ms }: Said): boolean =>
    ["START", "YES"].includes(body.toUpperCase()) && ms >= known.intendedMs - 2 * down.worstSkewMs;
  const isSo =
    customer !== undefined &&
    (wasOut(customer, known) || [...customer.texts.values()].some(hasAsked));
  world.check(
    "L1",
    isSo,
    () => `${known.id} is refused for "opted_out", and ${known.toWhom} goes on being texted`,
  );
};

/** What the carriers hold against the business is somebody's, once; of words alone they may filter two in a day. */
const senderTold: Check = ({ universe: { world, store }, seen }, { id }, event) => {
  if (!isFilter(event) && event["why"] !== "sender_misconfigured") return;
  const isAsked = [...seen.tasks].some(
    ([task, { from }]) => task.startsWith(`${id} `) && from === "sender/account",
  );
  const sealed = store.streamOf(id, as("sender/account"))?.sealed ?? [];
  const isNoted = sealed.some(({ events }) =>
    events.some((one) => "execution" in one && one.execution === event["execution"]),
  );
  const isWords = event["why"] === "text_refused";
  world.check(
    "L1",
    isAsked || (isWords && isNoted),
    () => `${String(event["execution"])} was refused as ${String(event["why"])}: nobody was told`,
  );
};

const wasOut = ({ versions, versionMs }: CustomerModel, { endedMs }: ExecutionModel): boolean =>
  versions.some(
    ({ optedOut, erased }, index) =>
      (optedOut || erased) && (versionMs[index + 1] ?? Number.POSITIVE_INFINITY) > endedMs,
  );

const both =
  (...checks: readonly Check[]): Check =>
  (stage, told, event) => {
    for (const check of checks) check(stage, told, event);
  };

const refused = both(unreachable, leftAtCarrier, senderTold);

const asks: Readonly<Record<string, Check>> = {
  "wake.planned": woken,
  "customer.model_asked": settled,
  "customer.text_received": settled,
  "execution.failed": refused,
  "execution.delivery": both(unreachable, senderTold),
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
