import { diceFor, type Dice } from "#local/demo-dice";
import {
  type Answer,
  type Casting,
  castings,
  demoDays,
  familyNames,
  givenNames,
  type Role,
} from "#local/demo-roles";
import { dealtHearts, type Fixed, type Traits, traitsFrom } from "#local/demo-traits";
import { riverside } from "#local/seed";
import { fromWall, hoursBefore, type Instant, plusMs, type Zone } from "#core/kernel/time";

/** One customer of the demo, and everything that they will do. */
export type Part = {
  readonly number: number;
  readonly role: Role;
  /** Which one of those with the same role: 0, 1, 2 … */
  readonly nth: number;
  readonly name: string;
  /** As people write it in a form. */
  readonly phone: string | null;
  readonly zone: Zone;
  readonly bookedAt: Instant;
  readonly start: Instant;
  /** When the customer changes their mind (moves or cancels); `null` for those who do not. */
  readonly changesAt: Instant | null;
  readonly movedTo: Instant | null;
  /** When they would come after a missed visit, or instead of one that they gave up in time. */
  readonly otherTime: Instant;
  readonly laterTime: Instant;
  readonly answer: Answer | null;
  readonly isOutspoken: boolean;
  readonly traits: Traits;
};

export const onClock = (date: string, time: string): Instant =>
  fromWall(`${date}T${time}`, riverside.zone);

/** Forty customers with their names, their visits and their habits: all of it follows from the seed. */
export const castFor = (seed: number): readonly Part[] => {
  const names = namesFrom(diceFor(seed, "names"));
  const slots = takenFrom(diceFor(seed, "slots"));
  const cast = castings.flatMap((casting) =>
    Array.from({ length: casting.count }, (_, nth) => ({ casting, nth })),
  );
  const open = cast.filter(({ casting }) => fixedOf(casting).heart === undefined);
  const dealt = [...dealtHearts(diceFor(seed, "hearts"), open.length)];
  return cast.map(({ casting, nth }, index) => {
    const dice = diceFor(seed, "part", index);
    const { role, answer, isOutspoken = false } = casting;
    const number = index + 1;
    const zone = casting.travels === true ? dice.pick(zones) : riverside.zone;
    const start = slots(casting.days, casting.times ?? officeTimes);
    const booked = bookedAt(dice, casting, start);
    const fixed = fixedOf(casting, nth);
    const traits = traitsFrom(
      diceFor(seed, "traits", index),
      { bookedAt: booked, start },
      { heart: fixed.heart ?? dealt.shift() ?? "comes_anyway", ...fixed },
    );
    return {
      number,
      role,
      nth,
      name: names[index] ?? `Customer ${number}`,
      phone: phoneOf(role, zone, number),
      zone,
      bookedAt: booked,
      start,
      changesAt: changesAt(dice, role),
      movedTo: role === "moves" ? slots([tuesday, wednesday], officeTimes) : null,
      otherTime: someSlot(diceFor(seed, "other", index), [thursdayAfter, fridayAfter]),
      laterTime: someSlot(diceFor(seed, "later", index), [fridayAfter, mondayAfter]),
      answer,
      isOutspoken,
      traits,
    };
  });
};

const { thursday, friday, saturday, tuesday, wednesday } = demoDays;
const { thursdayAfter, fridayAfter, mondayAfter } = demoDays;

/** Most live where the clinic is; who books from elsewhere sees the clinic's times in their own. */
const zones: readonly Zone[] = [
  ...Array.from({ length: 4 }, () => riverside.zone),
  "America/Chicago" as Zone,
  "America/Los_Angeles" as Zone,
];

const areaCodes: Readonly<Record<string, string>> = {
  "America/Chicago": "312",
  "America/Los_Angeles": "213",
};

/** Numbers that belong to nobody: 555-01xx is kept for stories; the carrier's test number is a landline. */
const phoneOf = (role: Role, zone: Zone, number: number): string | null => {
  if (role === "has_no_phone") return null;
  if (role === "has_a_landline") return "+1 500-555-0009";
  return `+1 ${areaCodes[zone] ?? "404"}-555-01${String(number).padStart(2, "0")}`;
};

const officeTimes: readonly string[] = [9, 10, 11, 13, 14, 15, 16].flatMap((hour) =>
  ["00", "30"].map((minute) => `${String(hour).padStart(2, "0")}:${minute}`),
);

/** Gives out each half hour of the week once. */
const takenFrom = (
  dice: Dice,
): ((days: readonly string[], times: readonly string[]) => Instant) => {
  const taken = new Set<Instant>();
  return (days, times) => {
    const free = days
      .flatMap((day) => times.map((time) => onClock(day, time)))
      .filter((slot) => !taken.has(slot));
    const slot = dice.pick(free);
    taken.add(slot);
    return slot;
  };
};

const fixedOf = ({ fixed = [] }: Casting, nth = 0): Fixed => fixed[nth % fixed.length] ?? {};

/** Rooms enough for whoever comes at another time. */
const someSlot = (dice: Dice, days: readonly string[]): Instant =>
  onClock(dice.pick(days), dice.pick(officeTimes));

const bookedAt = (dice: Dice, { hoursAhead, days, role }: Casting, start: Instant): Instant => {
  if (hoursAhead !== undefined) return hoursBefore(start, hoursAhead);
  const isEarly = days.includes(friday) || role === "moves" || role === "cancels";
  return isEarly
    ? someTime(dice, thursday, { from: "08:15", minutes: 100 })
    : someTime(dice, dice.pick([thursday, friday]), { from: "08:30", minutes: 540 });
};

const changesAt = (dice: Dice, role: Role): Instant | null => {
  const day = { from: "09:30", minutes: 480 };
  if (role === "moves") return someTime(dice, friday, day);
  return role === "cancels" ? someTime(dice, dice.pick([friday, saturday]), day) : null;
};

const minuteMs = 60_000;

const someTime = (
  dice: Dice,
  date: string,
  { from, minutes }: { readonly from: string; readonly minutes: number },
): Instant => plusMs(onClock(date, from), dice.between(0, minutes) * minuteMs);

const namesFrom = (dice: Dice): readonly string[] => {
  const family = [...dice.shuffled(familyNames), ...dice.shuffled(familyNames)];
  return dice.shuffled(givenNames).map((given, index) => `${given} ${family[index] ?? ""}`);
};
