import type { TenantId } from "#core/kernel/ids";
import { dateIn } from "#test/simulation/checks/local-time";
import { eventsIn, type ExecutionModel } from "#test/simulation/checks/model";
import type { Seen } from "#test/simulation/checks/seen";
import type { Invocation } from "#test/simulation/invocation";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";
import type { Commit, NewCommit } from "#core/kernel/message";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Counted = Readonly<Record<"planned" | "sent" | "suppressed" | "failed" | "pending", number>>;
type Told = {
  readonly commit: Commit;
  readonly plain: NewCommit;
  readonly invocation: Invocation;
};

/** A day is being counted: held against what the checks themselves have seen of its texts, and what the carrier has. */
export const watchDays = (universe: Universe, seen: Seen, told: Told): void => {
  const { tenant, stream } = told.commit;
  if (!stream.startsWith("conservation/")) return;
  for (const event of eventsIn(told.plain)) {
    if (event.type !== "messages.counted") continue;
    const day = event["day"] as string;
    const name = `${tenant} ${day}`;
    const isFirst = !seen.days.has(name) && stream === `conservation/${day}`;
    universe.world.check("C2", isFirst, () => `${day} is counted in ${stream}, again or elsewhere`);
    const counted = event as unknown as Counted;
    seen.days.set(name, counted.planned);
    checkCount({ universe, day, counted, known: textsOf(universe, seen, { tenant, day }) }, told);
  }
};

type Of = { readonly tenant: TenantId; readonly day?: string };

const textsOf = (
  universe: Universe,
  seen: Seen,
  { tenant, day }: Of,
): readonly ExecutionModel[] => {
  const { zone } = universe.tenant(tenant).settings;
  return [...seen.executions.values()].flatMap(({ execution, visit }) =>
    visit.tenant === tenant &&
    execution.tool === "text.send" &&
    (day === undefined || dayOf(execution, zone) === day)
      ? [execution]
      : [],
  );
};

const dayOf = ({ requestedAt }: ExecutionModel, zone: string): string =>
  dateIn(zone, Date.parse(requestedAt));

type Count = {
  readonly universe: Universe;
  readonly day: string;
  readonly counted: Counted;
  readonly known: readonly ExecutionModel[];
};

/** Whatever was written before the sweep began is in its count; what was written meanwhile may be. */
const checkCount = (
  { universe, day, counted, known }: Count,
  { invocation: { beganMs } }: Told,
): void => {
  const { world, carrier } = universe;
  const { planned, sent, suppressed, failed, pending } = counted;
  const isBehind = universe.cloud !== null && world.sinceHealedMs() < 3 * dayMs;
  const what = (): string => `${day} is counted as ${JSON.stringify(counted)}`;
  const holds = (count: number, is: (one: ExecutionModel, untilMs: number) => boolean): void => {
    const least = isBehind ? 0 : known.filter((one) => is(one, beganMs)).length;
    const most = known.filter((one) => is(one, Number.POSITIVE_INFINITY)).length;
    world.check("C2", least <= count && count <= most, () => `${what()}: not ${least} to ${most}`);
  };
  world.check("C2", planned === sent + suppressed + failed + pending, what);
  holds(planned, ({ requestedMs }, untilMs) => requestedMs < untilMs);
  holds(sent + failed, (one, untilMs) => one.endedMs < untilMs && !isSuppressed(one));
  holds(suppressed, (one, untilMs) => one.endedMs < untilMs && isSuppressed(one));
  // What was sent once more may stand there twice, and have ended otherwise.
  const there = known.filter(({ id }) => carrier.ofExecution.has(id));
  const first = there.filter((one) => one.resends === 0 && one.requestedMs < beganMs).length;
  const agrees = sent <= there.length && (isBehind || first <= sent + failed + pending);
  world.check("C2", agrees, () => `${what()}: the carrier has ${there.length}`);
};

const isSuppressed = ({ ends: [end] }: ExecutionModel): boolean => end?.what === "suppressed";

/** From the day on which a first sweep has gone through, no day is left out, and no text of one. */
export const checkDays = (stage: Stage): void => {
  const { world, tenants } = stage.universe;
  for (const { id: tenant } of tenants) {
    const sinceMs = stage.seen.swept.get(tenant) ?? null;
    world.check("C2", sinceMs !== null, () => `nobody ever swept ${tenant}`);
    if (sinceMs !== null) checkDaysSince(stage, tenant, sinceMs);
  }
};

const checkDaysSince = (stage: Stage, tenant: TenantId, sinceMs: number): void => {
  const { universe, seen } = stage;
  const { world } = universe;
  const { zone } = universe.tenant(tenant).settings;
  const from = dateIn(zone, sinceMs);
  // The last sweep of all comes two days before the end.
  const until = dateIn(zone, world.nowMs() - 3 * dayMs - hourMs);
  for (const [day, planned] of textsByDay(universe, seen, tenant)) {
    if (day < from || day > until) continue;
    const counted = seen.days.get(`${tenant} ${day}`) ?? 0;
    world.check(
      "C2",
      counted === planned,
      () => `${day} has ${planned} texts, and ${counted} are counted`,
    );
  }
};

const textsByDay = (
  universe: Universe,
  seen: Seen,
  tenant: TenantId,
): ReadonlyMap<string, number> => {
  const { zone } = universe.tenant(tenant).settings;
  const days = new Map<string, number>();
  for (const one of textsOf(universe, seen, { tenant })) {
    const day = dayOf(one, zone);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return days;
};
