import type { Answer, Change, CustomerModel, VisitModel } from "#test/simulation/checks/model";
import { parkedStreams } from "#test/simulation/checks/outputs";
import type { Stage } from "#test/simulation/run";

const hourMs = 3_600_000;

/** What their own stream has made of a text for one of their visits has reached that visit, unless that had changed meanwhile. */
export const checkAnswers = (stage: Stage): void => {
  const { seen } = stage;
  const parked = parkedStreams(stage);
  const givenIn = ([name, { answers }]: readonly [string, CustomerModel]): readonly Given[] => {
    const [tenant = "", stream = ""] = name.split(" ");
    if (parked.has(stream)) return [];
    return answers.flatMap((answer) => {
      const visit = seen.visits.get(`${tenant} appointment/${answer.appointment}`);
      return visit === undefined
        ? []
        : [{ visit, answer, customer: stream.slice("customer/".length) }];
    });
  };
  for (const given of [...seen.customers].flatMap(givenIn))
    if (!parked.has(given.visit.stream)) checkAnswer(stage, given);
  for (const visit of seen.visits.values()) checkSaid(stage, visit);
};

type Given = {
  readonly visit: VisitModel;
  readonly answer: Answer;
  readonly customer: string;
};

const checkAnswer = ({ universe: { world } }: Stage, given: Given): void => {
  const healedMs = world.nowMs() - world.sinceHealedMs();
  const { visit, answer } = given;
  const { what, said } = answer;
  // An answer other than yes is forgotten after a day, and a feed may have been as late as that.
  if (what !== "confirm" && said.ms < healedMs) return;
  if (!isPlain(answer) || isChanged(given, healedMs)) return;
  const isHeard = visit.heard.some((one) => one.what === what && one.at === said.at);
  world.check("R1", isHeard, () => `"${said.body}" (${what}) never reached ${visit.stream}`);
};

/** Whether it was no news to the visit, or the visit was another one before it can have heard of it. */
const isChanged = ({ visit, answer, customer }: Given, healedMs: number): boolean => {
  const { what, said, settledMs, appointment } = answer;
  const then = visit.changes.findLast(({ ms }) => ms < said.ms);
  if (then === undefined || then.customer !== customer) return true;
  if (said.visits.get(appointment)?.start !== then.start || !isNews(then, answer)) return true;
  const untilMs = Math.max(settledMs + hourMs, healedMs + 24 * hourMs);
  const since = visit.changes.filter(({ ms }) => ms >= said.ms && ms <= untilMs);
  return since.some((one) => isOther(one, then, what));
};

/** A wish is told only where the words leave no doubt. */
const isPlain = ({ what, said: { body } }: Answer): boolean =>
  what === "confirm" || what === "after_visit" || body.toUpperCase() === "I NEED TO RESCHEDULE";

const isNews = ({ status, answer, end }: Change, { what, said }: Answer): boolean => {
  if (what === "confirm") return status === "booked";
  return answer !== what && (what !== "after_visit" || said.at >= end);
};

const isOther = (one: Change, then: Change, what: string): boolean =>
  one.start !== then.start ||
  one.customer !== then.customer ||
  one.answer !== then.answer ||
  (what === "confirm" && one.status !== then.status);

/** Whatever a visit has heard was said, by whose it was, of that time. */
const checkSaid = ({ universe: { world }, seen }: Stage, visit: VisitModel): void => {
  for (const { what, at, start, customer } of visit.heard) {
    const model = seen.customers.get(`${visit.tenant} customer/${customer}`);
    const isSaid = answersOf(model).some(
      ({ said, appointment }) =>
        said.at === at &&
        visit.stream === `appointment/${appointment}` &&
        said.visits.get(appointment)?.start === start,
    );
    world.check(
      "R1",
      isSaid,
      () => `${visit.stream} heard "${what}" of ${start}, which nobody said`,
    );
  }
};

const answersOf = (model: CustomerModel | undefined): readonly Answer[] => model?.answers ?? [];
