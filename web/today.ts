import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import { plusDays, wallClock } from "#core/kernel/time";
import { spokenClock, spokenDate } from "#core/views/spoken-time";
import type { AppointmentRow } from "#core/views/appointment-row";
import { type Frame, type Markup, page } from "#web/layout";
import { type ShownTask, taskLine } from "#web/task-line";
import { personName, statusPill } from "#web/status";

type Person = { readonly name: string | null; readonly isErased: boolean };

type DayRow = AppointmentRow & Person & { readonly texts: { readonly pending: number } };

type Day = {
  readonly date: string;
  /** The first moment of the day in the zone of the business. */
  readonly begins: Instant;
  readonly rows: readonly DayRow[];
  /** What became of the texts that were planned on this day, whenever their visits are. */
  readonly texts: Readonly<Record<"sent" | "suppressed" | "failed" | "pending", number>>;
  /** Of each provider that does not answer just now, what that means. */
  readonly down: readonly string[];
  /** The page begins with the first visit of the day. */
  readonly isFirst: boolean;
  /** Where the visits go on that the page does not show; `null` where it shows the last. */
  readonly next: string | null;
  readonly tasks: readonly ShownTask[];
  readonly hasMoreTasks: boolean;
};

/** The appointments of one day, what became of their texts, and what people are to do. */
export const todayPage = (frame: Frame, day: Day): Markup => {
  const title = spokenDate(day.begins, frame.zone);
  return page(
    frame,
    title,
    html`<div class="head">
<h1>${title}</h1>
${days(frame, day)}
</div>
${day.down.map((words) => html`<p class="card bad" role="status">${words}</p>`)}
${sums(day)}
<div class="columns">
<section class="card" aria-label="Appointments">${day.rows.length === 0 ? noRows : table(frame, day)}</section>
${tasks(frame, day)}
</div>`,
  );
};

const days = (frame: Frame, { date }: Day): Markup => {
  const today = wallClock(frame.now, frame.zone).date;
  return html`<nav class="days" aria-label="Days">
<a href="/?date=${plusDays(date, -1)}" rel="prev">← Day before</a>
${date === today ? null : html`<a href="/">Today</a>`}
<a href="/?date=${plusDays(date, 1)}" rel="next">Day after →</a>
</nav>`;
};

const sums = ({ date, rows, isFirst, next, texts, tasks, hasMoreTasks }: Day): Markup => {
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  const ofThese = isFirst && next === null ? "" : ", of those here";
  const lines: readonly (readonly [string, number | string])[] = [
    [`booked${ofThese}`, count("booked")],
    [`confirmed${ofThese}`, count("confirmed")],
    ["texts sent", texts.sent],
    ["texts not sent", texts.suppressed],
    ["texts failed", texts.failed],
    ["texts pending", texts.pending],
    ["open tasks", hasMoreTasks ? `${tasks.length}+` : tasks.length],
  ];
  return html`<dl class="card sums">${lines.map(([word, number]) => html`<div><dt>${word}</dt><dd>${number}</dd></div>`)}</dl>
<p class="small below"><a href="/messages?day=${date}">What became of this day’s texts</a></p>`;
};

const table = (frame: Frame, day: Day): Markup =>
  html`<table>
<caption>Appointments</caption>
<thead><tr><th scope="col">Time</th><th scope="col">Customer</th><th scope="col">State</th><th scope="col">Texts</th></tr></thead>
<tbody>${day.rows.map((row) => line(frame, row))}</tbody>
</table>
${more(day)}`;

const more = ({ date, isFirst, next }: Day): Markup | null =>
  isFirst && next === null
    ? null
    : html`<nav class="days" aria-label="More of the day">
${isFirst ? null : html`<a href="/?date=${date}" rel="first">← To the first</a>`}
${next === null ? null : html`<a href="/?date=${date}&after=${next}" rel="next">Later on this day →</a>`}
</nav>`;

const line = ({ zone }: Frame, row: DayRow): Markup =>
  html`
<tr><td><time datetime="${row.start}">${spokenClock(row.start, zone)}</time>–${spokenClock(row.end, zone)}</td><td><a href="/appointments/${row.id}"><bdi>${personName(row)}</bdi></a></td><td>${statusPill(row.status)}</td><td class="small">${textsOf(row)}</td></tr>`;

/** Whom something can be sent to. */
const canBeWritten: readonly string[] = ["reachable", "by_email"];

const textsOf = ({ texts, reach }: DayRow): Markup | string => {
  if (!canBeWritten.includes(reach)) return html`<span class="warning">cannot be texted</span>`;
  const parts = [
    texts.sent > 0 && `${texts.sent} sent`,
    texts.suppressed > 0 && `${texts.suppressed} not sent`,
    texts.failed > 0 && `${texts.failed} failed`,
    texts.pending > 0 && `${texts.pending} pending`,
  ].filter((part) => part !== false);
  const words = parts.length === 0 ? "none yet" : parts.join(", ");
  return texts.failed > 0 ? html`<span class="bad">${words}</span>` : words;
};

const tasks = (frame: Frame, day: Day): Markup =>
  html`<section class="card" aria-labelledby="tasks">
<h2 id="tasks"><a href="/tasks">Open tasks</a></h2>
${
  day.tasks.length === 0
    ? html`<p class="soft">Nothing waits for a person.</p>`
    : html`<ol class="tasks">${day.tasks.map((task) => taskLine(frame, task))}</ol>`
}
${day.hasMoreTasks ? html`<p class="soft small">Only the first ${day.tasks.length} are shown.</p>` : null}
</section>`;

const noRows = html`<div class="empty">
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect x="7" y="11" width="34" height="30" rx="4"/><path d="M7 20h34M16 6v9m16-9v9M18 31l4 4 8-8"/></svg>
<h2>No appointments on this day</h2>
<p>They appear here as soon as the booking system tells of them.</p>
</div>`;
