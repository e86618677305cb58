import { phoneFrom } from "#core/kernel/phone";
import { type Instant, plusMs } from "#core/kernel/time";
import { spokenDay } from "#core/views/spoken-time";
import { type Agenda, createAgenda } from "#local/demo-agenda";
import { castFor, onClock, type Part } from "#local/demo-cast";
import { type Chronicle, createChronicle, type Happening } from "#local/demo-chronicle";
import { diceFor } from "#local/demo-dice";
import { demoDays } from "#local/demo-roles";
import type { Stage } from "#local/demo-stage";
import { bookedBody, cancelledBody, moveBodies } from "#local/demo-webhooks";
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
  readonly chronicle: Chronicle;
  readonly posted: { total: number; repeated: number; refused: number };
  readonly answered: Set<Part>;
};

export const weekStart = onClock(demoDays.thursday, "08:00");

/** Plays the week: every webhook, every answer, every turn of the clock. */
export const playWeek = async (
  stage: Stage,
  seed: number,
  onProgress: Progress,
): Promise<PlayedWeek> => {
  const parts = castFor(seed);
  const chronicle = createChronicle(stage, parts);
  const posted = { total: 0, repeated: 0, refused: 0 };
  const play: Play = {
    seed,
    stage,
    agenda: createAgenda(),
    chronicle,
    posted,
    answered: new Set(),
  };
  for (const part of parts) appoint(play, part);
  for (const at of looks()) play.agenda.add({ at, act: async () => {} });

  let texts = 0;
  for (let next = play.agenda.takeNext(); next !== undefined; next = play.agenda.takeNext()) {
    await stage.turnTo(next.at);
    await next.act();
    await stage.house.drive.drain();
    const news = await chronicle.read();
    for (const happening of news) hear(play, happening);
    texts += news.filter(({ event }) => event.type === "execution.sent").length;
    onProgress({ day: spokenDay(next.at, riverside.zone), texts });
  }
  if (posted.refused > 0) throw new Error(`Cannot go on: ${posted.refused} webhooks were refused`);
  return { seed, parts, stage, chronicle, posted };
};

const lookEveryMs = 30 * 60_000;
/** The carrier has reported on what it sent by then. */
const shortlyAfterMs = 10_000;

/** Somebody looks at the phones every half hour by day; people sleep at night. */
const looks = (): readonly Instant[] =>
  Object.values(demoDays).flatMap((day) => [
    ...Array.from({ length: 27 }, (_, index) =>
      plusMs(onClock(day, "08:00"), index * lookEveryMs + shortlyAfterMs),
    ),
    onClock(day, "23:59"),
  ]);

const appoint = (play: Play, part: Part): void => {
  const { agenda, stage } = play;
  const { role, bookedAt, changesAt } = part;
  agenda.add({ at: bookedAt, act: () => post(play, bookedBody(part)) });
  if (role === "is_told_five_times") tellAgain(play, part);
  if (role === "loses_a_reply")
    agenda.add({
      at: plusMs(bookedAt, lookEveryMs), // The first text has gone; the reminder is the next.
      act: async () => stage.loseNextReply(e164(part)),
    });
  if (part.movedTo !== null && changesAt !== null) moveLater(play, part, part.movedTo, changesAt);
  else if (changesAt !== null)
    agenda.add({
      at: changesAt,
      act: () => post(play, cancelledBody(part, cancelling(part, changesAt))),
    });
};

/** Twice more at once, side by side, and twice more while Calendly is not sure that we have heard. */
const tellAgain = (play: Play, part: Part): void => {
  const again = (): Promise<void> => {
    play.posted.repeated += 1;
    return post(play, bookedBody(part));
  };
  const act = async (): Promise<void> => {
    await Promise.all([again(), again()]);
  };
  play.agenda.add({ at: part.bookedAt, act });
  for (const minutes of [1, 10])
    play.agenda.add({ at: plusMs(part.bookedAt, minutes * 60_000), act: again });
};

const moveLater = (play: Play, part: Part, to: Instant, at: Instant): void => {
  const { gone, instead } = moveBodies(part, to, at);
  const [first, second] = part.nth % 2 === 0 ? [instead, gone] : [gone, instead];
  play.agenda.add({ at, act: () => post(play, first) });
  play.agenda.add({ at: plusMs(at, 40_000), act: () => post(play, second) });
};

const cancelling = ({ nth }: Part, at: Instant) =>
  nth === 0
    ? ({ at, by: "host", reason: "The room is being painted" } as const)
    : ({ at, by: "invitee", reason: null } as const);

const post = async ({ stage, posted }: Play, body: string): Promise<void> => {
  posted.total += 1;
  if ((await stage.post(body)) >= 300) posted.refused += 1;
};

/** Lets the customer answer the text that they were waiting for, some minutes after it came. */
const hear = (play: Play, { event, part }: Happening): void => {
  if (event.type !== "execution.sent" || part.answer === null || play.answered.has(part)) return;
  const request = play.chronicle.requestOf(event.execution);
  if (request?.template !== part.answer.to) return;
  play.answered.add(part);
  const dice = diceFor(play.seed, "answer", part.number);
  const words =
    part.answer.words[part.nth % part.answer.words.length] ?? dice.pick(part.answer.words);
  play.agenda.add({
    at: plusMs(play.stage.now(), dice.between(2, 75) * 60_000),
    act: () => play.stage.text(e164(part), words),
  });
};

/** The number as the carrier knows it. */
export const e164 = ({ phone }: Part): string => phoneFrom(phone ?? "", riverside.country) ?? "";
