import { phoneFrom } from "#core/kernel/phone";
import { type Instant, latest, plusDays, plusMs } from "#core/kernel/time";
import { spokenDay } from "#core/views/spoken-time";
import { type Agenda, createAgenda } from "#local/demo-agenda";
import { castFor, onClock, type Part } from "#local/demo-cast";
import { type Chronicle, createChronicle } from "#local/demo-chronicle";
import { type Desk, openDesk, visitAt } from "#local/demo-desk";
import { diceFor } from "#local/demo-dice";
import { createPerson, type Person, type Reaction } from "#local/demo-person";
import { demoDays } from "#local/demo-roles";
import type { Stage } from "#local/demo-stage";
import type { Visit } from "#local/demo-webhooks";
import { riverside } from "#local/seed";

export type PlayedWeek = {
  readonly seed: number;
  readonly parts: readonly Part[];
  readonly stage: Stage;
  readonly chronicle: Chronicle;
  /** Webhooks, and how many of them said what had been said before. */
  readonly posted: { readonly total: number; readonly repeated: number };
};

export type Progress = (now: { readonly day: string; readonly texts: number }) => void;

type Play = {
  readonly seed: number;
  readonly stage: Stage;
  readonly agenda: Agenda;
  readonly desk: Desk;
  readonly personOf: (part: Part) => Person;
  /** Texts that somebody has read, by their sids. */
  readonly seen: Set<string>;
};

export const weekStart = onClock(demoDays.mondayBefore, "08:00");

/** Plays the week: every webhook, every answer, every turn of the clock. */
export const playWeek = async (
  stage: Stage,
  seed: number,
  onProgress: Progress,
): Promise<PlayedWeek> => {
  const parts = castFor(seed);
  const chronicle = createChronicle(stage, parts);
  const persons = new Map(parts.map((part) => [part, createPerson(part)] as const));
  const personOf = (part: Part): Person => persons.get(part) ?? createPerson(part);
  const agenda = createAgenda();
  const desk = openDesk(stage, agenda, personOf);
  const play: Play = { seed, stage, agenda, desk, personOf, seen: new Set() };
  for (const part of parts) appoint(play, part);
  for (const at of looks()) agenda.add({ at, act: async () => {} });

  let texts = 0;
  for (let next = agenda.takeNext(); next !== undefined; next = agenda.takeNext()) {
    await stage.turnTo(next.at);
    await next.act();
    await stage.house.drive.drain();
    const news = await chronicle.read();
    for (const part of new Set(news.map((happening) => happening.part))) readPhone(play, part);
    texts += news.filter(({ event }) => event.type === "execution.sent").length;
    onProgress({ day: spokenDay(next.at, riverside.zone), texts });
  }
  const { total, repeated, refused } = desk.posted();
  if (refused > 0) throw new Error(`Cannot go on: ${refused} webhooks were refused`);
  return { seed, parts, stage, chronicle, posted: { total, repeated } };
};

const hourMs = 3_600_000;
/** The carrier has reported on what it sent by then. */
const shortlyAfterMs = 10_000;

/** Somebody looks at the phones every half hour by day, and every hour once the week is over; people sleep at night. */
const looks = (): readonly Instant[] =>
  Object.values(demoDays).flatMap((day) => {
    const isQuiet = day < demoDays.thursday || day > demoDays.wednesday;
    const everyMs = isQuiet ? hourMs : hourMs / 2;
    const count = isQuiet ? 14 : 27;
    return [
      ...Array.from({ length: count }, (_, index) =>
        plusMs(onClock(day, "08:00"), index * everyMs + shortlyAfterMs),
      ),
      onClock(day, "23:59"),
    ];
  });

/** What is in the calendar from the beginning, and what people do by themselves. */
const appoint = (play: Play, part: Part): void => {
  const { agenda, stage, desk } = play;
  const { role, bookedAt, changesAt } = part;
  const first = visitAt("first", part.start, bookedAt);
  if (role === "misses_often") missBefore(play, part);
  agenda.add({ at: bookedAt, act: () => desk.book(part, first) });
  if (role === "is_told_five_times") tellFiveTimes(play, part, first);
  if (role === "loses_a_reply")
    agenda.add({
      at: plusMs(bookedAt, hourMs / 2), // The first text has gone; the reminder is the next.
      act: async () => stage.loseNextReply(e164(part)),
    });
  if (changesAt === null) return;
  const { movedTo } = part;
  const act = (): Promise<void> =>
    movedTo === null
      ? cancelByPlan(desk, part)
      : desk.move(part, visitAt("moved", movedTo, changesAt), part.nth % 2 === 0);
  agenda.add({ at: changesAt, act });
};

/** Twice at once, side by side, and twice while Calendly is not sure that we have heard. */
const tellFiveTimes = ({ agenda, desk }: Play, part: Part, first: Visit): void => {
  agenda.add({ at: part.bookedAt, act: () => desk.tellAgain(part, first, 2) });
  for (const minutes of [1, 10])
    agenda.add({
      at: plusMs(part.bookedAt, minutes * 60_000),
      act: () => desk.tellAgain(part, first, 1),
    });
};

const cancelByPlan = (desk: Desk, part: Part): Promise<void> =>
  part.nth === 0
    ? desk.cancel(part, "host", "The room is being painted")
    : desk.cancel(part, "invitee", null);

/** Two visits of the days before, booked in the morning for the afternoon, to which they did not come. */
const missBefore = ({ agenda, desk }: Play, part: Part): void => {
  const days = [demoDays.mondayBefore, demoDays.tuesdayBefore];
  for (const [index, day] of days.entries()) {
    const bookedAt = onClock(day, `08:${10 + part.nth}`);
    const start = onClock(day, `${13 + part.nth}:00`);
    const visit = visitAt(index === 0 ? "missed_1" : "missed_2", start, bookedAt);
    agenda.add({ at: bookedAt, act: () => desk.book(part, visit) });
  }
};

/** Reads what has come to the phone since the last look, and lets the customer do what they do about it. */
const readPhone = (play: Play, part: Part): void => {
  const { stage, seen, agenda, personOf } = play;
  for (const { sid, direction, body, at } of stage.carrier.phone.messages(e164(part))) {
    if (direction !== "outbound" || seen.has(sid)) continue;
    seen.add(sid);
    const reaction = personOf(part).read({ body, at });
    if (reaction === null) continue;
    const dice = diceFor(play.seed, "answer", part.number, seenBy(play, part));
    const then = plusMs(at, dice.between(2, 75) * 60_000);
    const soon = latest([then, stage.now()]) ?? then;
    agenda.add({ at: soon, act: () => doIt(play, part, reaction) });
  }
};

/** How many texts this customer has had: each gets dice of its own. */
const seenBy = ({ stage, seen }: Play, part: Part): number =>
  stage.carrier.phone.messages(e164(part)).filter(({ sid }) => seen.has(sid)).length;

const doIt = async (play: Play, part: Part, reaction: Reaction): Promise<void> => {
  const { stage, desk, personOf } = play;
  const now = stage.now();
  switch (reaction.do) {
    case "say":
      return stage.text(e164(part), reaction.words);
    case "pay":
      if (await stage.pay(reaction.page)) personOf(part).hasPaid();
      return;
    case "give_up":
      return desk.cancel(part, "invitee", null);
    case "move":
      return desk.move(part, visitAt("moved", part.otherTime, now), true);
    case "book_again":
      return desk.book(part, visitAt("again", part.laterTime, now));
    case "book_next":
      return desk.book(part, visitAt("next", fourWeeksOn(part.start), now));
  }
};

const fourWeeksOn = (start: Instant): Instant => onClock(plusDays(start.slice(0, 10), 28), "10:30");

/** The number as the carrier knows it. */
export const e164 = ({ phone }: Part): string => phoneFrom(phone ?? "", riverside.country) ?? "";
