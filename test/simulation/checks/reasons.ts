import {
  newCustomer,
  type ExecutionModel,
  type Standing,
  type VisitModel,
} from "#test/simulation/checks/model";
import { allows } from "#test/simulation/checks/send";
import type { About } from "#test/simulation/checks/texts";

/** `known`: how the customer stood at any moment at which whoever says it may have looked. */
type Asked = About & { readonly execution: ExecutionModel; readonly known: readonly Standing[] };

const hourMs = 3_600_000;

/** What stays away or has to wait gives a reason: held against what the checks themselves know at that commit. */
export const checkReason = (about: About, execution: ExecutionModel, why: string): void => {
  const { universe, seen, visit, invocation } = about;
  if (execution.tool !== "text.send") return;
  const name = `${visit.tenant} customer/${visit.customer}`;
  const { versions, versionMs } = seen.customers.get(name) ?? newCustomer();
  const known = versions.filter(
    (_, index) => (versionMs[index + 1] ?? Number.POSITIVE_INFINITY) >= invocation.beganMs,
  );
  const holds = reasons[why] ?? (isFact(why) ? happened(why) : null);
  if (holds === null) return;
  universe.world.check(
    "C3",
    holds({ ...about, execution, known }),
    () => `${execution.id} stays away for "${why}", which is not so`,
  );
};

const isFact = (why: string): boolean => /^(appointment|payment)\./.test(why);

type Holds = (asked: Asked) => boolean;

const happened =
  (fact: string): Holds =>
  ({ visit }) =>
    visit.facts.has(fact);

const answered =
  (answer: string): Holds =>
  ({ visit }) =>
    visit.answer === answer;

/** Reasons that are not here are the pack's own conditions, or of a provider that the checks follow elsewhere. */
const reasons: Readonly<Record<string, Holds>> = {
  stale: ({ execution, plain }) => execution.staleAt !== null && plain.at > execution.staleAt,
  visit_begun: ({ visit, plain }) => plain.at >= visit.start,
  appointment_changed: ({ visit, execution }) =>
    visit.plan !== execution.plan || visit.status === "rescheduled",
  appointment_ended: ({ visit }) => ["cancelled", "no_show"].includes(visit.status),
  opted_out: ({ known }) => known.some(({ optedOut }) => optedOut),
  no_consent: ({ known, execution }) =>
    known.some((then) => !allows({ ...then, optedOut: false }, execution)),
  customer_erased: ({ seen, visit }) =>
    seen.customers
      .get(`${visit.tenant} customer/${visit.customer}`)
      ?.versions.some(({ erased }) => erased) === true,
  visit_given_up: answered("cancel"),
  other_time_wished: answered("reschedule"),
  answered_already: answered("after_visit"),
  daily_cap: (asked) => gone(asked, 26).length >= 3,
  reminder_daily_cap: (asked) => remindersGone(asked, 26) >= 1,
  reminder_weekly_cap: (asked) => remindersGone(asked, 7 * 24 + 2) >= 3,
  too_soon_after_previous: (asked) => gone(asked, 4).length >= 1,
  condition_false: ({ visit, execution: { template } }) =>
    !(beforeAll[template] ?? []).includes(visit.status),
};

/** In these the pack's own condition asks for nothing but where the visit stands. */
const beforeAll: Readonly<Record<string, readonly string[]>> = {
  "reminder-two-days": ["booked", "confirmed"],
  "reminder-one-day": ["booked"],
};

/** What may have gone to the same person within so many hours, by any clock of this world; rather too much of it. */
const gone = (asked: Asked, hours: number): readonly ExecutionModel[] => {
  const { universe, seen, visit, execution: own } = asked;
  const { world, down } = universe;
  const sinceMs = world.nowMs() - hours * hourMs - 2 * down.worstSkewMs - 60_000;
  const isTheirs = (its: VisitModel, to: string | null): boolean =>
    its.tenant === visit.tenant &&
    (its === visit || its.customer === visit.customer || to === visit.phone);
  return [...seen.executions.values()]
    .filter(({ execution: one, visit: its }) => one.id !== own.id && isTheirs(its, one.to))
    .map(({ execution: one }) => one)
    .filter((one) => one.tool === "text.send" && one.intents > 0 && lastMsOf(one) >= sinceMs);
};

const lastMsOf = ({ endedMs, intendedMs }: ExecutionModel): number =>
  Number.isFinite(endedMs) ? Math.max(endedMs, intendedMs) : intendedMs;

const remindersGone = (asked: Asked, hours: number): number =>
  gone(asked, hours).filter(
    ({ reply, purpose }) => !reply && ["reminder", "confirmation"].includes(purpose),
  ).length;

/** What cannot wait for its moment, for the visit begins before it: days ahead nothing is as late as that. */
const lastHours: Readonly<Record<string, number>> = {
  quiet_hours: 24,
  daily_cap: 48,
  reminder_daily_cap: 48,
  reminder_weekly_cap: 9 * 24,
  too_soon_after_previous: 28,
  tenant_on_hold: 24,
};

/** A reason to wait is one to stay away only where the visit is near. */
export const checkTooLate = (
  { universe, visit, plain }: About,
  execution: ExecutionModel,
  why: string,
): void => {
  const hours = lastHours[why];
  if (execution.tool !== "text.send" || hours === undefined) return;
  const isNear = Date.parse(visit.start) - Date.parse(plain.at) <= hours * hourMs;
  const isBefore = execution.purpose !== "review" && execution.purpose !== "marketing";
  universe.world.check(
    "C3",
    isBefore && isNear,
    () => `${execution.id} does not wait until "${why}" is over: the visit is at ${visit.start}`,
  );
};
