import { zonesOf, placesOf } from "#core/policy/places";
import type { Zone } from "#core/kernel/time";
import { checkSaid } from "#test/simulation/checks/said";
import { checkReason, checkTooLate } from "#test/simulation/checks/reasons";
import { isJump, minuteOfDayIn } from "#test/simulation/checks/local-time";
import { type ExecutionModel, isFilter, type VisitModel } from "#test/simulation/checks/model";
import { isMail, retryAfterMs } from "#test/simulation/ports/messenger";
import type { DeadLetter } from "#test/simulation/ports/queues";
import type { Seen } from "#test/simulation/checks/seen";
import type { Invocation } from "#test/simulation/invocation";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { Universe } from "#test/simulation/universe";

export type About = {
  readonly universe: Universe;
  readonly seen: Seen;
  readonly visit: VisitModel;
  readonly commit: Commit;
  readonly plain: NewCommit;
  readonly invocation: Invocation;
};

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

const hourMs = 3_600_000;

export const foldExecution = (about: About, event: Told): void => {
  const { visit, seen } = about;
  const id = event["execution"] as string;
  if (event.type === "execution.requested") {
    const execution = requested(about, event);
    visit.executions.set(id, execution);
    seen.executions.set(id, { execution, visit });
    return;
  }
  const execution = visit.executions.get(id);
  const { world } = about.universe;
  world.check(
    "A3",
    execution !== undefined,
    () => `${event.type} of ${id}, which nobody asked for`,
  );
  if (execution === undefined) return;
  const change = changes[event.type];
  change?.(about, execution, event);
};

const requested = ({ visit, universe, plain }: About, event: Told): ExecutionModel => {
  const dueAt = event["dueAt"] as string;
  const template = event["template"] as string;
  const retry = event["retry"] as { readonly attempts: number };
  const hours = hoursBefore[template];
  if (hours !== undefined)
    universe.world.check(
      "S7",
      Date.parse(visit.start) - Date.parse(dueAt) === hours * hourMs,
      () => `${template} is due at ${dueAt} for a visit at ${visit.start}`,
    );
  return {
    id: event["execution"] as string,
    run: event["run"] as string,
    tool: event["tool"] as string,
    template,
    purpose: event["purpose"] as string,
    reply: event["reply"] as boolean,
    plan: event["plan"] as number,
    zone: visit.zone,
    requestedAt: plain.at,
    requestedMs: universe.world.nowMs(),
    endedMs: Number.POSITIVE_INFINITY,
    dueAt,
    staleAt: event["staleAt"] as string | null,
    attempts: retry.attempts,
    turnMs: Number.NEGATIVE_INFINITY,
    intents: 0,
    token: 0,
    resends: 0,
    triedInVain: 0,
    intendedAt: null,
    intendedMs: 0,
    to: null,
    toWhom: "",
    body: null,
    usefulUntil: "",
    ends: [],
    delivery: new Map(),
    isFiltered: false,
    inFlight: false,
  };
};

/** So many hours by a stopwatch, whatever the clocks on the walls do meanwhile. */
const hoursBefore: Readonly<Record<string, number>> = {
  "reminder-two-days": 48,
  "reminder-one-day": 24,
};

type Change = (about: About, execution: ExecutionModel, event: Told) => void;

/** A day of look-ups, and what lost timers, late feeds and a carrier that is down may cost besides. */
const mostUncertainMs = 96 * hourMs;

/** Nobody asks any more what became of it: that must not have taken days. What stands among the dead letters is a person's. */
const landed = ({ universe, visit }: About, execution: ExecutionModel): void => {
  if (!execution.inFlight) return;
  execution.inFlight = false;
  const { world, queues } = universe;
  const isParked = ({ body }: DeadLetter): boolean => isAbout(body, visit.stream);
  if (queues.buried.some(isParked)) return;
  const uncertainMs = world.nowMs() - execution.intendedMs;
  world.check(
    "L3",
    uncertainMs <= mostUncertainMs,
    () => `what became of ${execution.id} was not known for ${Math.round(uncertainMs / hourMs)} h`,
  );
};

const isAbout = (body: unknown, stream: string): boolean =>
  typeof body === "object" && body !== null && "stream" in body && body.stream === stream;

const end: Change = (about, execution, event) => {
  const what = event.type.slice("execution.".length);
  const sid = (event["sid"] as string | undefined) ?? null;
  execution.ends.push({ what, why: (event["why"] as string | undefined) ?? "", sid });
  execution.endedMs = Math.min(execution.endedMs, about.universe.world.nowMs());
  landed(about, execution);
  about.universe.world.check(
    "C1",
    execution.ends.length === 1,
    () => `${execution.id} ends as ${execution.ends.map((one) => one.what).join(", ")}`,
  );
};

const changes: Readonly<Record<string, Change>> = {
  "execution.sent": end,
  "execution.failed": (about, execution, event) => {
    if (event["why"] === "outcome_unknown") checkGivenUp(about, execution);
    end(about, execution, event);
  },
  "execution.suppressed": (about, execution, event) => {
    const why = event["why"] as string;
    checkReason(about, execution, why);
    checkTooLate(about, execution, why);
    end(about, execution, event);
  },
  "execution.retrying": (about, execution, event) => {
    landed(about, execution);
    checkPause(about, execution, event);
  },
  "execution.unknown": (about, execution, event) => {
    const lookMs = Date.parse(event["lookAt"] as string) - Date.parse(about.plain.at);
    const knownMs = Date.parse(about.plain.at) - Date.parse(execution.intendedAt ?? "");
    about.universe.world.check(
      "L3",
      lookMs <= Math.max(firstLooksMs, knownMs / 4),
      () => `nobody asks for ${Math.round(lookMs / 60_000)} minutes what became of ${execution.id}`,
    );
  },
  "execution.deferred": (about, execution, event) => {
    const { plain } = about;
    const until = event["until"] as string;
    const why = event["why"] as string;
    if (why === "provider_down" && execution.inFlight) execution.triedInVain += 1;
    landed(about, execution);
    checkReason(about, execution, why);
    checkDeferral(about, execution, { until, why });
    if (why === "pacing") execution.turnMs = Date.parse(until);
    // What a provider keeps waiting grows stale, and late, all the same.
    if (why === "provider_down") return;
    const byMs = Date.parse(until) - Date.parse(plain.at);
    if (execution.staleAt !== null)
      execution.staleAt = new Date(Date.parse(execution.staleAt) + byMs).toISOString();
    execution.dueAt = until;
  },
  "execution.resend_authorised": (about, execution) => {
    const { universe, seen } = about;
    execution.resends += 1;
    landed(about, execution);
    const lookedMs = seen.absent.get(execution.id);
    universe.world.check(
      "S4",
      lookedMs !== undefined && lookedMs >= execution.intendedMs && execution.resends === 1,
      () => `a resend of ${execution.id} that the carrier has, or the second one`,
    );
    const waitedMs = Date.parse(about.plain.at) - Date.parse(execution.intendedAt ?? "");
    universe.world.check(
      "S4",
      waitedMs >= noSignMs,
      () => `${execution.id} is sent once more after ${Math.round(waitedMs / 1_000)} s`,
    );
  },
  "execution.delivery": ({ universe, seen, visit }, execution, event) => {
    const sid = event["sid"] as string;
    const rank = ranks[event["status"] as string] ?? -1;
    const before = execution.delivery.get(sid) ?? 0;
    // What a complaint says is of the customer; what became of the e-mail stands.
    const isOfCustomer = (event["why"] ?? null) !== null && rank === before;
    universe.world.check(
      "S9",
      rank > before || isOfCustomer,
      () => `${execution.id} goes from ${before} to ${rank}`,
    );
    execution.delivery.set(sid, rank);
    if (isFilter(event)) filtered(seen, visit, execution);
  },
  "execution.intended": (about, execution, event) => intended(about, execution, event),
};

/** So long a carrier is asked what became of a text. */
const longestLookMs = 24 * hourMs;

/** Whoever is told that the carrier has no such text sends it once more, as long as it is of use. */
const checkGivenUp = ({ universe, seen, plain }: About, execution: ExecutionModel): void => {
  const { id, intendedAt, intendedMs } = execution;
  if (!isAskedFor(execution)) return;
  const knownMs = Date.parse(plain.at) - Date.parse(intendedAt ?? "");
  const isAbsent = (seen.absent.get(id) ?? 0) >= intendedMs && knownMs >= noSignMs;
  const isSpent = execution.resends > 0 || plain.at >= execution.usefulUntil;
  universe.world.check(
    "L1",
    knownMs >= longestLookMs || (isAbsent && isSpent),
    () => `${id} is given up after ${Math.round(knownMs / 60_000)} minutes`,
  );
};

/** Links and e-mails stand on no list. */
const isAskedFor = ({ tool, to }: ExecutionModel): boolean =>
  tool === "text.send" && to !== null && !isMail(to);

/** A resend waits so long for a sign of the first. */
const noSignMs = 15 * 60_000;

/** After the first minutes the next look is a quarter of the time later that nobody has known. */
const firstLooksMs = 5 * 60_000;

/** The carrier has said how long it wants to be left alone. */
const checkPause = ({ universe, plain }: About, execution: ExecutionModel, event: Told): void => {
  if (event["why"] !== "throttled" || execution.to === null || isMail(execution.to)) return;
  const pauseMs = Date.parse(event["at"] as string) - Date.parse(plain.at);
  universe.world.check(
    "L5",
    pauseMs >= retryAfterMs,
    () => `${execution.id} is tried again after ${pauseMs} ms`,
  );
};

/** Nobody has got it. */
const filtered = (
  seen: Seen,
  { tenant, customer }: VisitModel,
  execution: ExecutionModel,
): void => {
  execution.isFiltered = true;
  seen.handed.get(`${tenant} ${customer}`)?.delete(execution.id);
};

/** queued < sent < {delivered, undelivered, failed} */
const ranks: Readonly<Record<string, number>> = {
  queued: 1,
  sending: 2,
  sent: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  canceled: 4,
};

const intended: Change = (about, execution, event) => {
  const { universe, visit, plain } = about;
  const { world } = universe;
  const token = event["token"] as number;
  world.check(
    "S8",
    token > execution.token,
    () => `${execution.id} is intended under ${token} after ${execution.token}`,
  );
  world.check(
    "L5",
    execution.intents < execution.attempts + execution.resends + execution.triedInVain + 40,
    () => `${execution.id} is tried for the ${execution.intents + 1}th time`,
  );
  execution.token = token;
  execution.intents += 1;
  execution.intendedAt = plain.at;
  execution.intendedMs = world.nowMs();
  execution.inFlight = true;
  execution.to = event["to"] as string | null;
  execution.toWhom = event["customer"] as string;
  execution.body = event["body"] as string | null;
  execution.usefulUntil = event["usefulUntil"] as string;
  if (execution.tool !== "text.send") return;
  checkTime(about, execution);
  checkSaid(about, execution, event);
  const { unreachableMs = Number.POSITIVE_INFINITY } =
    about.seen.customers.get(`${visit.tenant} customer/${execution.toWhom}`) ?? {};
  world.check(
    "L5",
    unreachableMs >= about.invocation.beganMs,
    () => `${execution.id} is intended for who cannot be reached there, as is known`,
  );
  world.check(
    "S5",
    !visit.pausedRuns.has(execution.run),
    () => `${execution.id} is intended while somebody holds its run up`,
  );
  world.check(
    "S5",
    !isBesideThePoint(visit, execution),
    () => `${execution.id} is intended for who has answered "${visit.answer ?? ""}"`,
  );
  const { heldSinceMs = null } = universe.tenant(plain.tenant);
  world.check(
    "S5",
    heldSinceMs === null || heldSinceMs >= about.invocation.beganMs,
    () => `${execution.id} is intended while the business holds its texts back`,
  );
  world.check(
    "S5",
    visit.plan === execution.plan && isFit(visit, execution, plain.at),
    () => `${execution.id} is intended for a visit that is ${visit.status}`,
  );
};

/** Who will not come, or has told already how it was, is not texted as if they had said nothing; replies answer them. */
const isBesideThePoint = (
  { answer, reviewOpened }: VisitModel,
  { purpose, reply, template }: ExecutionModel,
): boolean => {
  if (reviewOpened && template === "review-follow-up") return true;
  if (answer === null) return false;
  const comesByItself =
    answer === "after_visit" ? ["review"] : ["reminder", "confirmation", "review"];
  const isMoney = answer !== "after_visit" && purpose === "deposit";
  return isMoney || (!reply && comesByItself.includes(purpose));
};

/** Before a visit it has to be ahead; whoever is asked how it was has been there. */
const isFit = ({ status, start }: VisitModel, { purpose }: ExecutionModel, at: string): boolean => {
  if (purpose === "review") return status !== "cancelled" && status !== "no_show";
  return purpose === "marketing" || (["booked", "confirmed"].includes(status) && at < start);
};

const checkTime = (about: About, execution: ExecutionModel): void => {
  const { universe, plain, visit } = about;
  const { world } = universe;
  const skew = universe.down.worstSkewMs;
  const atMs = Date.parse(plain.at);
  world.check(
    "S7",
    plain.at >= execution.dueAt && world.nowMs() + skew >= Date.parse(execution.dueAt),
    () => `${execution.id} goes at ${plain.at}, due at ${execution.dueAt}`,
  );
  world.check(
    "S7",
    execution.staleAt === null || plain.at <= execution.staleAt,
    () => `${execution.id} goes at ${plain.at}, stale since ${execution.staleAt ?? ""}`,
  );
  const freshMs = execution.resends > 0 ? 2_700_000 : 900_000;
  if (execution.reply && atMs <= Date.parse(execution.dueAt) + freshMs) return;
  const { quietHours } = universe.tenant(plain.tenant).settings;
  for (const zone of zonesOf(placesOf(visit.phone, visit.zone as Zone)))
    world.check(
      "S5",
      !isQuiet(minuteOfDayIn(zone, atMs), quietHours),
      () => `${execution.id} is intended at ${plain.at}, which is quiet in ${zone}`,
    );
};

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const isQuiet = (
  minute: number,
  hours: { readonly from: string; readonly until: string },
): boolean => {
  const [from, until] = [minutes(hours.from), minutes(hours.until)];
  return from <= until ? from <= minute && minute < until : from <= minute || minute < until;
};

/** Where a law or the business says when texts may begin, and midnights, at which a day's cap is over. */
const beginnings = [0, 480, 540, 600, 660, 720, 780];

const checkDeferral = (
  { universe, visit, plain }: About,
  execution: ExecutionModel,
  { until, why }: { readonly until: string; readonly why: string },
): void => {
  if (why !== "quiet_hours") return;
  const untilMs = Date.parse(until);
  const own = minutes(universe.tenant(plain.tenant).settings.quietHours.until);
  const zones = zonesOf(placesOf(visit.phone, visit.zone as Zone));
  const isRight = zones.some(
    (zone) => [own, ...beginnings].includes(minuteOfDayIn(zone, untilMs)) || isJump(zone, untilMs),
  );
  universe.world.check("D1", isRight, () => `${execution.id} waits until ${until}`);
};
