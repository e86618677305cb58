import { html } from "hono/html";
import type { AppointmentStatus } from "#core/appointment/state";
import { erasedText } from "#core/kernel/personal";
import { type Instant, wallClock, type Zone } from "#core/kernel/time";
import { spokenClock, spokenDated, spokenDayFrom } from "#core/views/spoken-time";
import type { Timeline } from "#core/views/timeline";
import type { PlannedEntry, TimelineEntry } from "#core/views/timeline-entry";
import { deskForms } from "#web/desk";
import { type Frame, type Markup, page, pill } from "#web/layout";
import { type PhonePane, phonePane } from "#web/phone";
import { personName, statusPill } from "#web/status";

type AppointmentPage = {
  readonly id: string;
  /** Names what can be wished of the visit as it stands: see `deskForms`. */
  readonly key: string;
  readonly customer: string;
  readonly name: string | null;
  readonly isErased: boolean;
  readonly status: AppointmentStatus;
  /** The appointment in which this one lives on; `null` as long as it lives here. */
  readonly continuedIn: string | null;
  readonly start: Instant;
  readonly end: Instant;
  /** The zone of the appointment, which is not always that of the business. */
  readonly zone: Zone;
  readonly bookedAt: Instant;
  readonly plan: number;
  /** Masked; `null` where there is none that can be texted. */
  readonly phone: string | null;
  readonly isOptedOut: boolean;
  readonly timeline: Timeline;
  readonly pane: PhonePane | null;
};

/** One appointment: who and when, what happened and why, what comes next, and the phone beside it. */
export const appointmentPage = (frame: Frame, shown: AppointmentPage): Markup => {
  const when = spokenDated(frame.now, shown.start, frame.zone);
  const desk = shown.continuedIn === null ? deskForms(shown) : null;
  const story = html`<div class="stack">
${desk}<section class="card" aria-labelledby="story"><h2 id="story">What happened, and why</h2>
${byDay(shown.timeline.happened, frame).map((day) => dayStory(day, frame.zone))}</section>
${planned(shown.timeline.planned, frame)}
</div>`;
  return page(
    frame,
    when,
    html`<div class="head">
<p class="small"><a href="/?date=${dateIn(shown.start, frame.zone)}">← All of ${spokenDayFrom(frame.now, shown.start, frame.zone)}</a> · <a href="/customers/${shown.customer}">About this customer</a></p>
<h1><bdi>${personName(shown)}</bdi></h1>
${standing(shown)}
${shown.isOptedOut ? pill("warning", "No texts: opted out") : null}
</div>
${facts(frame, shown)}
${shown.pane === null && desk !== null ? html`<p id="status" role="status"></p>` : null}
${shown.pane === null ? story : html`<div class="columns">${story}${phonePane(frame.zone, shown.pane)}</div>`}`,
  );
};

const standing = ({ status, continuedIn }: AppointmentPage): Markup =>
  continuedIn === null
    ? statusPill(status)
    : html`${pill("neutral", "Goes on elsewhere")} <a href="/appointments/${continuedIn}">To the visit as it stands now</a>`;

const facts = ({ now, zone }: Frame, shown: AppointmentPage): Markup => {
  const there = `${spokenDated(now, shown.start, shown.zone)} in ${shown.zone}`;
  const lines: readonly (readonly [string, string])[] = [
    ["Visit", `${spokenDated(now, shown.start, zone)}–${spokenClock(shown.end, zone)}`],
    ...(shown.zone === zone ? [] : [["For the customer", there] as const]),
    ["Phone", phoneWords(shown)],
    [
      "Booked",
      `${spokenDated(now, shown.bookedAt, zone)}${shown.plan > 1 ? `, time no. ${shown.plan}` : ""}`,
    ],
  ];
  return html`<dl class="facts">${lines.map(([word, value]) => html`<div><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const phoneWords = ({ phone, isErased }: AppointmentPage): string => {
  if (isErased) return "erased";
  return phone ?? "none that can be texted";
};

type DayOf<T> = { readonly day: string; readonly entries: readonly T[] };

const byDay = <T extends { readonly at: Instant }>(
  entries: readonly T[],
  { now, zone }: Frame,
): readonly DayOf<T>[] =>
  entries.reduce<readonly DayOf<T>[]>((days, entry) => {
    const day = spokenDayFrom(now, entry.at, zone);
    const last = days.at(-1);
    return last?.day === day
      ? [...days.slice(0, -1), { day, entries: [...last.entries, entry] }]
      : [...days, { day, entries: [entry] }];
  }, []);

const dayStory = ({ day, entries }: DayOf<TimelineEntry>, zone: Zone): Markup =>
  html`<h3 class="day">${day}</h3>
<ol class="story">${grouped(entries).map((group) => {
    const [first] = group;
    if (first === undefined) return null;
    return first.isMinor ? minorGroup(group, first, zone) : told(first, zone);
  })}</ol>`;

/** Neighbours that few will ask about share one line, which opens. */
const grouped = (entries: readonly TimelineEntry[]): readonly (readonly TimelineEntry[])[] =>
  entries.reduce<readonly (readonly TimelineEntry[])[]>((groups, entry) => {
    const last = groups.at(-1);
    return entry.isMinor && last?.[0]?.isMinor === true
      ? [...groups.slice(0, -1), [...last, entry]]
      : [...groups, [entry]];
  }, []);

const told = (entry: TimelineEntry, zone: Zone): Markup =>
  html`
<li><time datetime="${entry.at}">${spokenClock(entry.at, zone)}</time><span class="dot ${entry.tone}"></span><div><strong>${entry.title}</strong>${because(entry.why, entry.basis)}${entry.quote === null ? null : html`<blockquote dir="auto">${quoteOf(entry.quote)}</blockquote>`}</div></li>`;

const minorGroup = (group: readonly TimelineEntry[], first: TimelineEntry, zone: Zone): Markup =>
  html`
<li class="minor"><time datetime="${first.at}">${spokenClock(first.at, zone)}</time><span class="dot neutral"></span><details><summary>${group.length === 1 ? first.title : `${first.title}, and ${group.length - 1} more`}</summary>${group.length === 1 ? because(first.why) : html`<ul>${group.map((entry) => html`<li>${entry.title}${because(entry.why)}</li>`)}</ul>`}</details></li>`;

const because = (why: string | null, basis?: TimelineEntry["basis"]): Markup | null =>
  why === null
    ? null
    : html`<p class="because"${basis === undefined ? null : html` title="${spokenBasis(basis)}"`}><b>because:</b> ${why}</p>`;

/** Few will ask, and whoever does holds the pointer still. */
const spokenBasis = ({ zones, hours, areaCodes }: NonNullable<TimelineEntry["basis"]>): string => {
  const used = [
    `the time zones of ${zones}`,
    ...(hours === undefined ? [] : [`the state hours of ${hours}`]),
    ...(areaCodes === undefined ? [] : [`the area codes of ${areaCodes}`]),
  ];
  return `by ${new Intl.ListFormat("en-GB").format(used)}`;
};

const quoteOf = (quote: string): string =>
  quote === erasedText ? "These words have been erased." : quote;

const planned = (entries: readonly PlannedEntry[], frame: Frame): Markup =>
  html`<section class="card" aria-labelledby="next"><h2 id="next">What comes next</h2>
${entries.length === 0 ? html`<p class="soft">Nothing more is planned.</p>` : null}
${byDay(entries, frame).map(
  ({ day, entries: ofDay }) =>
    html`<h3 class="day">${day}</h3><ol class="story next">${ofDay.map(
      (entry) => html`
<li><time datetime="${entry.at}">${spokenClock(entry.at, frame.zone)}</time><span class="dot"></span><div><strong>${entry.title}</strong><p class="because">${entry.why}</p></div></li>`,
    )}</ol>`,
)}</section>`;

const dateIn = (at: Instant, zone: Zone): string => wallClock(at, zone).date;
