import { castFor, type Part } from "#local/demo-cast";
import type { Chronicle, Happening } from "#local/demo-chronicle";
import { createPerson } from "#local/demo-person";
import type { VisitName } from "#local/demo-webhooks";

/** What became of the week's bookings, and of what followed from them. */
export type Outcome = {
  readonly booked: number;
  /** Given up before the visit: somebody else can have the time. */
  readonly cancelled: number;
  readonly kept: number;
  readonly missed: number;
  /** Of those who were expected: missed / (kept + missed), in per cent with one decimal. */
  readonly missedPercent: number;
  readonly confirmed: number;
  readonly moved: number;
  readonly deposits: { readonly asked: number; readonly paid: number };
  readonly reviews: { readonly asked: number; readonly answered: number };
  /** After a missed visit. */
  readonly again: { readonly booked: number; readonly kept: number };
  /** After a visit that took place. */
  readonly next: number;
};

export type Comparison = { readonly withAro: Outcome; readonly without: Outcome };

/** The same customers twice: as the house's records tell it, and as they are when nobody texts them. */
export const compare = (seed: number, chronicle: Chronicle): Comparison => ({
  withAro: asRecorded(chronicle),
  without: leftAlone(castFor(seed)),
});

type Ending = "kept" | "missed" | "cancelled";

const asRecorded = (chronicle: Chronicle): Outcome => {
  const all = chronicle.all();
  const count = (type: Happening["event"]["type"]): number =>
    all.filter(({ event }) => event.type === type).length;
  const sent = (template: string): number =>
    all.filter(
      ({ event }) =>
        event.type === "execution.sent" &&
        chronicle.requestOf(event.execution)?.template === template,
    ).length;
  const visits = (name: VisitName): readonly Happening[] =>
    all.filter(({ visit }) => visit === name);
  const again = visits("again");
  return {
    ...endingsIn(visits("first").flatMap(endingOf)),
    booked: bookedIn(visits("first")),
    confirmed: customersIn(visits("first"), "appointment.confirmed"),
    moved: customersIn(visits("first"), "appointment.rescheduled"),
    deposits: { asked: sent("deposit-request"), paid: count("payment.paid") },
    reviews: {
      asked: sent("review-request"),
      answered: all.filter(
        ({ event }) => event.type === "appointment.answer_noted" && event.answer === "after_visit",
      ).length,
    },
    again: {
      booked: bookedIn(again),
      kept: again.flatMap(endingOf).filter((ending) => ending === "kept").length,
    },
    next: bookedIn(visits("next")),
  };
};

const endingOf = ({ event }: Happening): readonly Ending[] => {
  if (event.type === "appointment.completed") return ["kept"];
  if (event.type === "appointment.no_show") return ["missed"];
  return event.type === "appointment.cancelled" ? ["cancelled"] : [];
};

const bookedIn = (happenings: readonly Happening[]): number =>
  happenings.filter(({ event }) => event.type === "appointment.booked" && event.plan === 1).length;

const customersIn = (happenings: readonly Happening[], type: Happening["event"]["type"]): number =>
  new Set(happenings.filter(({ event }) => event.type === type).map(({ part }) => part)).size;

/** The same people, and a phone that stays silent: they do what they would have done by themselves. */
const leftAlone = (parts: readonly Part[]): Outcome => {
  const endings = parts.map((part): Ending => {
    if (part.changesAt !== null && part.movedTo === null) return "cancelled";
    return createPerson(part).comesTo(part.movedTo ?? part.start) ? "kept" : "missed";
  });
  return {
    ...endingsIn(endings),
    booked: parts.length,
    confirmed: 0,
    moved: parts.filter(({ movedTo }) => movedTo !== null).length,
    deposits: { asked: 0, paid: 0 },
    reviews: { asked: 0, answered: 0 },
    again: { booked: 0, kept: 0 },
    next: 0,
  };
};

const endingsIn = (endings: readonly Ending[]) => {
  const count = (wanted: Ending): number => endings.filter((ending) => ending === wanted).length;
  const [kept, missed] = [count("kept"), count("missed")];
  const missedPercent =
    kept + missed === 0 ? 0 : Math.round((missed / (kept + missed)) * 1_000) / 10;
  return { kept, missed, cancelled: count("cancelled"), missedPercent };
};
