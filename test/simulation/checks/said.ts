import { calendarIn } from "#test/simulation/checks/local-time";
import type { ExecutionModel, VisitModel } from "#test/simulation/checks/model";
import type { About } from "#test/simulation/checks/texts";
import { isMail } from "#test/simulation/ports/messenger";
import { publicUrl, type Universe } from "#test/simulation/universe";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** These speak of a time; whoever gets one comes then, and at no other. */
const speakOfTime: ReadonlySet<string> = new Set([
  "booking-confirmation",
  "booking-moved",
  "confirmed-thanks",
  "deposit-again",
  "deposit-reminder",
  "deposit-request",
  "reminder-one-day",
  "reminder-two-days",
]);

/** What the customer will read, held against the visit as it stands at the commit of the intent. */
export const checkSaid = (about: About, execution: ExecutionModel, event: Told): void => {
  const { universe } = about;
  const { world } = universe;
  const { id, template, body } = execution;
  if (body === null) return;
  if (speakOfTime.has(template)) {
    const isSo = isTimeOf(universe, about.visit, body);
    world.check("S13", isSo, () => `${id} says "${body}" of a visit at ${about.visit.start}`);
  }
  for (const [, link = ""] of body.matchAll(/(https:\/\/\S+?)\.?(?=\s|$)/g))
    world.check("S13", isOwn(about, link), () => `${id} leads to ${link}`);
  world.check("S13", !asksInVain(about.visit, execution), () => `${id} says "${body}"`);
  checkUse(about, execution, event["usefulUntil"] as string);
};

/** For a letter that nobody reads there, or for a yes that is there already. */
const asksInVain = ({ status }: VisitModel, { to, body }: ExecutionModel): boolean =>
  body?.includes("Reply C") === true && (status === "confirmed" || (to !== null && isMail(to)));

const spoken =
  /\b(\w{3}), (\w{3}) (\d+) at (\d+):(\d\d) ([AP])M( (?:GMT|[A-Z]{2,4}T)(?:[+-]\d+)?)?\b/;

/** By the clock where the visit is, which is named where the business's own shows another time. */
const isTimeOf = ({ tenant: find }: Universe, visit: VisitModel, body: string): boolean => {
  const [, weekday, month, day, hour = "", minute, half, note] = spoken.exec(body) ?? [];
  const hours = (Number(hour) % 12) + (half === "P" ? 12 : 0);
  const said = `${weekday} ${day} ${month}, ${String(hours).padStart(2, "0")}:${minute}`;
  const startMs = Date.parse(visit.start);
  const here = calendarIn(visit.zone, startMs);
  const { zone } = find(visit.tenant as Parameters<Universe["tenant"]>[0]).settings;
  return said === here && (note !== undefined) === (calendarIn(zone, startMs) !== here);
};

/** The pages of this very booking, the business's own, and where this visit's deposit can be paid now. */
const isOwn = ({ universe, seen, visit }: About, link: string): boolean => {
  const { tenant: find, till } = universe;
  const { settings, id } = find(visit.tenant as Parameters<Universe["tenant"]>[0]);
  const { reschedule, cancel } = visit.links;
  if ([reschedule, cancel, settings.bookingLink, settings.reviewLink].includes(link)) return true;
  const paid = till.links.find(({ url }) => url === link);
  if (paid !== undefined)
    return paid.isOpen && seen.executions.get(paid.execution)?.visit === visit;
  const token = BigInt(`0x${visit.stream.slice("appointment/".length)}`).toString(36);
  return link === `${publicUrl}/r/${id}/${token.padStart(25, "0")}`;
};

/** A booking brings pages of its own with it. */
export const checkPages = ({ universe }: Pick<About, "universe">, event: Told): void => {
  const { provider, ref } = event["reference"] as {
    readonly provider: string;
    readonly ref: string;
  };
  if (provider !== "calendly") return;
  const name = ref.slice(ref.lastIndexOf("/"));
  const pages = Object.values(event["links"] as Record<string, string | null>);
  universe.world.check(
    "S13",
    pages.every((page) => page?.endsWith(name) === true),
    () => `${ref} has ${pages.join(" and ")}`,
  );
};

const hourMs = 3_600_000;

/** The carrier drops what it could not hand over by then: no text comes behind the visit that it is about, nor stale. */
const checkUse = ({ universe, visit, plain }: About, execution: ExecutionModel, until: string) => {
  const { id, purpose, staleAt } = execution;
  const atMs = Date.parse(plain.at);
  const isAfter = purpose === "review" || purpose === "marketing";
  const ends = [isAfter ? atMs + 10 * hourMs : Date.parse(visit.start)];
  if (staleAt !== null) ends.push(Date.parse(staleAt));
  const mostMs = Math.max(Math.min(...ends), atMs + 60_000);
  universe.world.check(
    "S13",
    Date.parse(until) <= mostMs,
    () => `${id} may come until ${until}, and the visit is at ${visit.start}`,
  );
};
