import type { TaskSubject } from "#core/workflow/events";
import {
  type Answer,
  type CustomerModel,
  eventsIn,
  type ExecutionModel,
  type Noted,
  type Said,
  type VisitModel,
  type Weight,
} from "#test/simulation/checks/model";
import type { About } from "#test/simulation/checks/texts";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };
type Heard = Omit<About, "visit"> & {
  readonly model: CustomerModel;
  readonly events: readonly Told[];
};

const hourMs = 3_600_000;

/** Words that leave no doubt that whoever says nothing else will come. */
const yeses: ReadonlySet<string> = new Set(["C", "YES", "CONFIRM"]);

const isYes = ({ body }: Said): boolean => yeses.has(body.toUpperCase());

/** What their own stream knows of their visits, what they write, and what is made of it. */
export const watchAnswers = (about: Omit<Heard, "events">): void => {
  const events = eventsIn(about.plain);
  for (const event of events) folds[event.type]?.({ ...about, events }, event);
};

const folds: Readonly<Record<string, (heard: Heard, event: Told) => void>> = {
  "customer.appointment_noted": ({ model }, event) => {
    const appointment = event["appointment"] as string;
    const start = event["start"] as string;
    const before = model.visits.get(appointment);
    // What moves after an erasure was booked anew, by somebody who gave their name again.
    const erased = before?.erased === true && before.start === start;
    const status = event["status"] as string;
    const standing = event["standing"] as Weight | undefined;
    model.visits.set(appointment, { start, status, erased, standing });
  },
  "customer.erased": ({ universe, model, commit }) => {
    model.erasures.set(commit.version, [...model.visits.keys()]);
    for (const [id, one] of model.visits) model.visits.set(id, { ...one, erased: true });
    reachable(model);
    model.reachedMs = universe.world.nowMs();
  },
  "customer.text_received": (heard, event) => {
    const { universe, model, plain } = heard;
    const body = event["body"] as string;
    const ms = universe.world.nowMs();
    const said = { body, at: plain.at, ms, visits: new Map(model.visits) };
    model.texts.set(event["sid"] as string, said);
    model.reachedMs = ms;
    const after = event["after"] as string | undefined;
    if (after !== undefined) keep(heard, { appointment: after, what: "after_visit", said });
  },
  "customer.text_settled": (heard, event) => {
    const said = heard.model.texts.get(event["sid"] as string);
    const { kind, action, appointment } = event["outcome"] as Record<string, string | undefined>;
    if (said === undefined) return;
    const confirms = kind === "acted" && action === "confirm" ? (appointment ?? "") : null;
    if (confirms !== null) {
      keep(heard, { appointment: confirms, what: "confirm", said });
      checkMeant(heard, said, confirms);
    }
    checkHeeded(heard, said, confirms);
  },
  "task.opened": wished,
  "task.closed": mooted,
  "customer.opted_out": ({ model }, event) => {
    const said = model.texts.get(event["evidence"] as string);
    model.optOutWords = said === undefined ? null : said.body.toUpperCase();
  },
  "customer.opted_in": optedIn,
  "customer.number_unreachable": ({ universe, model }) => {
    model.unreachable = true;
    model.unreachableMs = universe.world.nowMs();
  },
  "customer.number_reachable": ({ model }) => reachable(model),
  "customer.registered": readdressed,
  "customer.contact_changed": readdressed,
};

function reachable(model: CustomerModel): void {
  model.unreachable = false;
  model.unreachableMs = Number.POSITIVE_INFINITY;
}

function readdressed({ universe, model }: Heard): void {
  model.reachedMs = universe.world.nowMs();
}

const keep = ({ universe, model }: Heard, answer: Omit<Answer, "settledMs">): void =>
  void model.answers.push({ ...answer, settledMs: universe.world.nowMs() });

/** A wish that is handed to a person may be told to the visit as well. */
function wished(heard: Heard, event: Told): void {
  const subject = event["subject"] as TaskSubject | undefined;
  if (subject === undefined || subject.appointment === null) return;
  const { text, intent: what, appointment } = subject;
  const { start = "" } = heard.model.visits.get(appointment) ?? {};
  heard.model.wishes.set(event["task"] as string, { appointment, start });
  const said = heard.model.texts.get(text);
  if (said === undefined) return;
  if (what === "reschedule" || what === "cancel") keep(heard, { appointment, what, said });
}

/** Where each of these closes a wish, the visit stands so; where it has moved, it has another time than it had. */
const standsBy: Readonly<Record<string, readonly string[]>> = {
  "appointment.moved_away": ["rescheduled"],
  "appointment.cancelled": ["cancelled"],
  "appointment.started": ["in_progress", "completed"],
  "appointment.no_show": ["no_show"],
};

function mooted({ universe, model }: Heard, event: Told): void {
  const why = String(event["why"]);
  const wish = model.wishes.get(event["task"] as string);
  const noted = model.visits.get(wish?.appointment ?? "");
  if (wish === undefined || noted === undefined || !why.startsWith("appointment.")) return;
  const isSo =
    why === "appointment.rescheduled"
      ? noted.start !== wish.start
      : standsBy[why]?.includes(noted.status) === true;
  universe.world.check("W1", isSo, () => `a wish is closed by ${why}: it is ${noted.status}`);
}

/** Whoever wanted no more texts wants them again where they say START; by a YES where a carrier had stopped them by a word. */
function optedIn({ universe, model }: Heard, event: Told): void {
  const word = model.texts.get(event["evidence"] as string)?.body.toUpperCase();
  const isCarriers = ["STOP", "CANCEL"].includes(model.optOutWords ?? "");
  universe.world.check(
    "R1",
    word === "START" || (word === "YES" && isCarriers),
    () => `"${word ?? ""}" opts in who had opted out by "${model.optOutWords ?? ""}"`,
  );
}

const isAhead = ({ start, status, erased }: Noted, at: string): boolean =>
  !erased && start > at && (status === "booked" || status === "confirmed");

/** A yes is to a visit that is ahead, at the time that was told, and where there are several, to the one told of last. */
const checkMeant = (heard: Heard, said: Said, appointment: string): void => {
  const { universe, plain } = heard;
  const { world } = universe;
  const noted = heard.model.visits.get(appointment);
  const what = (why: string) => (): string => `"${said.body}" confirms ${appointment}: ${why}`;
  const ahead = noted !== undefined && isAhead(noted, plain.at) ? noted : null;
  world.check("R1", ahead !== null, what("it is not ahead"));
  if (ahead === null || said.ms !== world.nowMs()) return;
  const gone = textsTo(heard);
  const own = gone.filter(({ visit }) => isNamed(visit, appointment));
  const isTold = own.some(({ visit, execution }) => visit.planned[execution.plan] === ahead.start);
  world.check("R1", own.length === 0 || isTold, what(`nobody was told of ${ahead.start}`));
  const isOne = [...said.visits.values()].filter((one) => isAhead(one, plain.at)).length === 1;
  const last = lastOf(heard, gone);
  // Of one that was filtered on its way nobody can tell whether it was read.
  const isUnsure = isOne || gone.some(({ execution }) => execution.isFiltered);
  const isLast =
    last.length === 0 ? isUnsure : last.some(({ visit }) => isNamed(visit, appointment));
  world.check("R1", isLast, what("another visit was spoken of last, or none"));
};

/** The other way round: who has one visit ahead, and was told of nothing else, and says yes, has said it to that visit. */
const checkHeeded = (heard: Heard, said: Said, confirms: string | null): void => {
  const { universe, plain, model } = heard;
  const { world } = universe;
  if (!isYes(said) || said.ms !== world.nowMs()) return;
  if (model.versions.at(-2)?.optedOut === true) return;
  const ahead = [...said.visits].filter(([, one]) => isAhead(one, plain.at));
  const [only] = ahead;
  if (only === undefined || ahead.length > 1) return;
  const [appointment, { start }] = only;
  const isAboutIt = ({ visit, execution }: Known): boolean =>
    isNamed(visit, appointment) &&
    visit.planned[execution.plan] === start &&
    !["review", "marketing"].includes(execution.purpose);
  if (!textsTo(heard).every(isAboutIt)) return;
  world.check("R1", confirms === appointment, () => `"${said.body}" is no yes to ${appointment}`);
};

type Known = { readonly execution: ExecutionModel; readonly visit: VisitModel };

const isNamed = ({ stream }: VisitModel, appointment: string): boolean =>
  stream === `appointment/${appointment}`;

/** What has gone, or may have gone, to whoever writes now. */
const textsTo = ({ seen, commit }: Heard): readonly Known[] => {
  const customer = commit.stream.slice("customer/".length);
  return [...seen.executions.values()].filter(
    ({ execution, visit }) =>
      visit.tenant === commit.tenant &&
      execution.tool === "text.send" &&
      execution.toWhom === customer,
  );
};

/** As long as a text is answered after it went, where its visit is not ahead. */
const rememberedMs = 95 * hourMs;

/** The texts of which any may count as the last one: what is certain to have gone, and all that may have gone since. */
const lastOf = (
  { universe: { world, down }, invocation }: Heard,
  gone: readonly Known[],
): readonly Known[] => {
  const goneMs = ({ execution }: Known): number =>
    execution.ends[0]?.what === "sent" &&
    !execution.isFiltered &&
    execution.endedMs < invocation.beganMs
      ? execution.endedMs
      : Number.NEGATIVE_INFINITY;
  const lastMs = Math.max(...gone.map(goneMs));
  if (lastMs < world.nowMs() - rememberedMs) return [];
  const sinceMs = lastMs - 2 * down.worstSkewMs;
  return gone.filter(
    ({ execution: { intendedMs, endedMs } }) =>
      intendedMs >= sinceMs || (Number.isFinite(endedMs) && endedMs >= sinceMs),
  );
};
