import type { Zone } from "#core/kernel/time";
import { placesOf, zonesOf } from "#core/policy/places";
import type { TextMessage } from "#core/ports/messenger";
import { numberOf } from "#test/simulation/ports/messenger";
import { dateIn } from "#test/simulation/checks/local-time";
import {
  type ExecutionModel,
  nobody,
  type Standing,
  type VisitModel,
} from "#test/simulation/checks/model";
import { checkNotice } from "#test/simulation/checks/people";
import { hasOther, type Seen } from "#test/simulation/checks/seen";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";
import { personMark } from "#test/simulation/tenants";

type Handing = { readonly invocation: Invocation; readonly message: TextMessage };

/** At the moment when a text is handed over: what must have been written and read before. */
export const checkSend = (universe: Universe, seen: Seen, handing: Handing): void => {
  const { world, carrier } = universe;
  const { message } = handing;
  const notice = seen.notices.get(message.executionId);
  if (notice !== undefined) return checkNotice(universe, notice, message);
  const known = seen.executions.get(message.executionId);
  const isIntended = known !== undefined && isFor(known.execution, message);
  world.check("A3", isIntended, () => `${message.executionId} goes without its intent`);
  world.check(
    "T2",
    !hasOther(universe, message.tenant, message.body) &&
      !personMark.test(message.body.replaceAll(/\+1\d{10}/g, "")),
    () => `a text of ${message.tenant} says "${message.body}"`,
  );
  if (known === undefined) return;
  const { execution, visit } = known;
  const asked = carrier.asked.get(message.executionId) ?? 0;
  world.check(
    "S8",
    asked < execution.intents,
    () => `${execution.id} is sent ${asked + 1} times on ${execution.intents} intents`,
  );
  world.check(
    "L5",
    asked < execution.attempts + execution.resends + execution.triedInVain,
    () => `${execution.id} is sent ${asked + 1} times, ${execution.attempts} are allowed`,
  );
  checkLastLook(universe, seen, { ...handing, execution, visit });
  checkPace(universe, seen, { ...handing, execution });
};

/** A look-up or callback may settle it between the intent and the call: then this call is a zombie's, and S4 judges it. */
const isFor = (
  { inFlight, intents, to, body, usefulUntil }: ExecutionModel,
  message: TextMessage,
): boolean =>
  inFlight
    ? to === numberOf(message.to) && body === message.body && usefulUntil === message.usefulUntil
    : intents > 0;

/** So long a turn is kept for who was told to wait for it. */
const turnKeptMs = 60_000;

/**
 * Who has to stand in line has stood there. One may slip through that was not to go when the line was asked, and was to
 * go a moment later; not two of them, one behind the other.
 */
const checkPace = (
  { world, cloud, tenant: find, down }: Universe,
  { unpaced }: Seen,
  { invocation, message, execution }: Handing & { readonly execution: ExecutionModel },
): void => {
  const { tenant, to } = message;
  const { pace } = find(tenant).settings;
  if (cloud !== null || pace === undefined || execution.reply || to.kind === "email") return;
  const nowMs = world.nowMs();
  const marginMs = 2 * down.worstSkewMs + 60_000;
  const isItsTurn = execution.turnMs + turnKeptMs + marginMs >= nowMs;
  if (isItsTurn || invocation.placeMs !== null) return;
  const beforeMs = unpaced.get(tenant) ?? Number.NEGATIVE_INFINITY;
  unpaced.set(tenant, nowMs);
  const isFar = nowMs - beforeMs >= 1_000 / pace.segmentsPerSecond;
  world.check("L5", isFar, () => `${execution.id} has not stood in line, nor who went before it`);
};

type Knowing = { readonly execution: ExecutionModel; readonly visit: VisitModel };

const checkLastLook = (
  { world }: Universe,
  seen: Seen,
  { invocation, execution, visit }: Handing & Knowing,
): void => {
  const name = `${visit.tenant} customer/${visit.customer}`;
  const read = invocation.reads.get(name);
  const customer = seen.customers.get(name);
  const isFresh = read !== undefined && read.atMs >= execution.intendedMs;
  world.check("S6", isFresh, () => `nobody has looked before ${execution.id} goes`);
  const then = customer?.versions[read?.version ?? 0] ?? nobody;
  world.check(
    "S6",
    allows(then, execution),
    () => `${execution.id} (${execution.purpose}) goes to somebody who does not allow it`,
  );
};

/** Who books wants to hear of the visit, until they say otherwise; everything else wants their word. */
export const allows = (
  { optedOut, erased, consents }: Standing,
  execution: ExecutionModel,
): boolean => {
  const isVisit = isAboutVisit(execution);
  const own = isVisit ? "reminder" : execution.purpose;
  return !optedOut && !erased && (consents.get(own) ?? isVisit);
};

const isAboutVisit = ({ purpose }: ExecutionModel): boolean =>
  purpose === "reminder" || purpose === "confirmation";

const perDay = 3;
const remindersPerDay = 1;
const remindersPerWeek = 3;
const gapMs = 4 * 3_600_000;
const dayMs = 24 * 3_600_000;

/** By the date in every zone where they could be: texts that were handed over, each execution counted once. */
export const checkCaps = (
  { world, down }: Universe,
  seen: Seen,
  { execution, visit }: Knowing,
): void => {
  const name = `${visit.tenant} ${visit.customer}`;
  const handed = seen.handed.get(name) ?? new Map();
  const isReminder = !execution.reply && isAboutVisit(execution);
  const ms = intendedAtMs(execution);
  handed.delete(execution.id);
  const texts = [...handed.values()];
  for (const zone of zonesOf(placesOf(visit.phone, visit.zone as Zone))) {
    const { day, own, week } = countsIn(zone, ms, texts);
    const isFree = own < remindersPerDay && week < remindersPerWeek;
    world.check(
      "S12",
      day < perDay && (!isReminder || isFree),
      () => `${execution.id} is text ${day + 1}, reminder ${own + 1} of that day in ${zone}`,
    );
  }
  const isFar = execution.reply || !texts.some((one) => isNear(one.ms, ms, down.worstSkewMs));
  world.check("S12", isFar, () => `${execution.id} comes right behind another text`);
  handed.set(execution.id, { ms, isReminder, zone: visit.zone });
  seen.handed.set(name, handed);
};

const intendedAtMs = ({ intendedAt }: ExecutionModel): number => Date.parse(intendedAt ?? "");

/** Surely before it, whatever the clocks of the two machines show: what they intend in one moment nobody can put in order. */
const isNear = (before: number, ms: number, skewMs: number): boolean =>
  ms - before > 2 * skewMs && ms - before < gapMs - 2 * skewMs;

type Handed = { readonly ms: number; readonly isReminder: boolean };

/** What has gone on the local day of that moment, and the reminders of it and of the six days before. */
const countsIn = (zone: string, ms: number, texts: readonly Handed[]) => {
  const today = dateIn(zone, ms);
  const first = new Date(Date.parse(today) - 6 * dayMs).toISOString().slice(0, 10);
  const sameDay = texts.filter((one) => dateIn(zone, one.ms) === today);
  const reminders = texts.filter((one) => one.isReminder);
  return {
    day: sameDay.length,
    own: sameDay.filter((one) => one.isReminder).length,
    week: reminders.filter((one) => dateIn(zone, one.ms) >= first).length,
  };
};
