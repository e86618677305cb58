import { epochMs, plusMs, wallClock } from "#core/kernel/time";
import { spokenClock, spokenDay } from "#core/views/spoken-time";
import { onClock } from "#local/demo-cast";
import type { Chronicle, Happening } from "#local/demo-chronicle";
import { noteOf } from "#local/demo-notes";
import { demoDays } from "#local/demo-roles";
import { textWord } from "#local/demo-words";
import { riverside } from "#local/seed";

export type Day = {
  readonly date: string;
  readonly title: string;
  /** What happened to visits, and which texts went: counts in words. */
  readonly visits: readonly string[];
  readonly texts: readonly string[];
  readonly notes: readonly { readonly time: string; readonly note: string }[];
};

/** The week day by day, from what was written down while it happened. */
export const daysOf = (chronicle: Chronicle): readonly Day[] => {
  const all = chronicle.all();
  const told = new Map<string, number>();
  return Object.values(demoDays).map((date) => {
    const own = all.filter(({ at }) => wallClock(at, riverside.zone).date === date);
    return {
      date,
      title: spokenDay(onClock(date, "12:00"), riverside.zone),
      visits: visitsIn(own),
      texts: textsIn(own, chronicle),
      notes: [...clockChange(date), ...notesIn(own, chronicle, told)],
    };
  });
};

const visitsIn = (own: readonly Happening[]): readonly string[] => {
  const count = (type: string): number => own.filter(({ event }) => event.type === type).length;
  const booked = own.filter(
    ({ event }) => event.type === "appointment.booked" && event.plan === 1,
  ).length;
  const counts = [
    [booked, "booked"],
    [count("appointment.confirmed"), "confirmed"],
    [count("appointment.rescheduled"), "moved"],
    [count("appointment.cancelled"), "cancelled"],
    [count("appointment.completed"), "took place"],
  ] as const;
  return counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
};

const textsIn = (own: readonly Happening[], chronicle: Chronicle): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { event } of own) {
    if (event.type !== "execution.sent") continue;
    const template = chronicle.requestOf(event.execution)?.template;
    if (template === undefined || template === "") continue; // A link to pay.
    counts.set(template, (counts.get(template) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([template, count]) => `${count} ${textWord(template, count)}`);
};

/** A reader has understood by then; the numbers count all. */
const mostOfAKind = 3;

/** Of the same thing to the same customer only the first is told, and of each kind only the first few. */
const notesIn = (
  own: readonly Happening[],
  chronicle: Chronicle,
  told: Map<string, number>,
): Day["notes"] =>
  own.flatMap((happening) => {
    const { part, event, at } = happening;
    const note = noteOf(happening, chronicle);
    const kind = kindOf(happening);
    const [once, often] = [`${part.number} ${event.type}`, told.get(kind) ?? 0];
    if (note === null || told.has(once) || often >= mostOfAKind) return [];
    told.set(once, 1).set(kind, often + 1);
    return [{ time: spokenClock(at, riverside.zone), note }];
  });

/** What somebody is there to show is of a kind of its own. */
const kindOf = ({ part, event }: Happening): string => {
  if (event.type === "appointment.booked") return `${event.type} ${part.role}`;
  // Two webhooks, in either order: both of each are told.
  if (part.role === "moves") return `${event.type} ${part.number}`;
  if (event.type === "customer.text_received") return `${event.type} ${event.intent}`;
  return "why" in event ? `${event.type} ${String(event.why)}` : event.type;
};

const hourMs = 3_600_000;

/** A day that does not have 24 hours. */
const clockChange = (date: string): Day["notes"] => {
  const [start, end] = [onClock(date, "00:00"), onClock(date, "23:59")];
  const missing = 24 * hourMs - (epochMs(plusMs(end, 60_000)) - epochMs(start));
  return missing === hourMs
    ? [{ time: "02:00", note: "The clocks go forward to 03:00. This day has 23 hours." }]
    : [];
};
