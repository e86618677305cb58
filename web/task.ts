import { html } from "hono/html";
import type { NoticeRow } from "#core/views/notice-row";
import { noticeWords } from "#core/views/notice-words";
import { spokenMoment } from "#core/views/spoken-time";
import { reasonIn, taskClosedWords } from "#core/views/timeline-reasons";
import { taskTitle, taskWhy } from "#core/views/task-words";
import type { TimelineEntry } from "#core/views/timeline-entry";
import { type Frame, type Markup, page, pill } from "#web/layout";
import { dueWords, ownerWords, saidWords, type ShownTask, taskPills } from "#web/task-line";
import { personName } from "#web/status";

type OneTask = {
  readonly task: ShownTask;
  readonly story: readonly TimelineEntry[];
  readonly notices: readonly (NoticeRow & { readonly name: string })[];
  readonly people: readonly { readonly operator: string; readonly name: string }[];
  readonly roles: Readonly<Record<string, string>>;
};

/** One task: what it is about, whose it is and by when, who was told, and what can be done with it. */
export const taskPage = (frame: Frame, one: OneTask): Markup => {
  const { task } = one;
  const isOpen = task.state === "open";
  return page(
    frame,
    "Task",
    html`<div class="head">
<h1>${taskTitle(task.kind)}</h1> ${isOpen ? taskPills(task) : pill("good", "Closed")}
<p class="soft">${isOpen ? html`${ownerWords(task)} · ${dueWords(frame, task)}` : closedWords(task)}</p>
</div>
<p id="status" role="status"></p>
<div class="columns">
<div class="stack">${about(task)}${story(frame, one)}${told(frame, one)}</div>
<div class="stack">${isOpen ? forms(one) : null}</div>
</div>`,
    "/assets/task.css",
  );
};

const closedWords = ({ closedWhy }: ShownTask): string =>
  closedWhy === null
    ? "somebody has done it"
    : `no longer needed: ${reasonIn(taskClosedWords, closedWhy)}`;

const about = (task: ShownTask): Markup => {
  const { kind, about: person, nobodyTold, role } = task;
  const why = taskWhy(kind);
  return html`<section class="card" aria-labelledby="about">
<h2 id="about">What it is about</h2>
${person === null ? html`<p>${task.refused ?? "No customer in particular."}</p>` : html`<p>${who(person)}</p>`}${saidWords(task)}
${why === null ? null : html`<p class="soft small">A person does it because ${why}.</p>`}
${nobodyTold === null || nobodyTold !== role ? null : html`<p class="bad">Nobody was told: nobody has this role. <a href="/people">Give it to somebody</a>.</p>`}
</section>`;
};

const who = (person: NonNullable<ShownTask["about"]>): Markup => {
  const name = html`<bdi>${personName(person)}</bdi>`;
  return person.appointment === null
    ? name
    : html`<a href="/appointments/${person.appointment}">${name}</a>, with everything that was said and done around the visit`;
};

const story = ({ zone }: Frame, { story: entries }: OneTask): Markup =>
  html`<section class="card" aria-labelledby="story">
<h2 id="story">What was done</h2>
<ol class="tasks">${entries.map(
    ({ at, title, why, quote }) => html`
<li><p><time datetime="${at}">${spokenMoment(at, zone)}</time> · ${title}</p>${quote === null ? null : html`<blockquote dir="auto">${quote}</blockquote>`}${why === null ? null : html`<p class="soft small">because ${why}</p>`}</li>`,
  )}</ol>
</section>`;

const told = ({ zone }: Frame, { notices }: OneTask): Markup =>
  html`<section class="card" aria-labelledby="told">
<h2 id="told">Who was told</h2>
${notices.length === 0 ? html`<p class="soft">Nobody yet.</p>` : html`<ul class="tasks">${notices.map((notice) => html`<li><bdi>${notice.name}</bdi> · <time datetime="${notice.at}">${spokenMoment(notice.at, zone)}</time><p class="soft small">${noticeWords(notice)}</p></li>`)}</ul>`}
</section>`;

const forms = ({ task, people, roles, story: entries }: OneTask): Markup => {
  // Another key as soon as anything was done: a form that is sent twice is one wish.
  const key = `${task.id}:${entries.length}`;
  const persons = people.map(
    ({ operator, name }) => html`<option value="operator:${operator}">${name}</option>`,
  );
  const roleOptions = Object.entries(roles).map(
    ([role, words]) => html`<option value="role:${role}">${words}</option>`,
  );
  const hidden = (verb: string) => html`<input type="hidden" name="key" value="${verb}:${key}">`;
  return html`
<section class="card" aria-labelledby="do-close"><h2 id="do-close">Close it</h2>
<form class="fields" data-live data-post="The task is closed." action="/tasks/${task.id}/close" hidden>${hidden("close")}
<label>What was done <span class="soft">(optional)</span><textarea name="reason" rows="2" maxlength="500"></textarea></label>
<button id="close" type="submit">Close the task</button></form></section>
${
  people.length === 0
    ? null
    : html`<section class="card" aria-labelledby="do-claim"><h2 id="do-claim">Take it on</h2>
<form class="fields" data-live data-post="The task is taken on." action="/tasks/${task.id}/claim" hidden>${hidden("claim")}
<label>Who are you<select name="to">${persons}</select></label>
<label>Why <span class="soft">(optional)</span><input name="reason" maxlength="500"></label>
<button id="claim" type="submit">Take it on</button></form></section>`
}
<section class="card" aria-labelledby="do-assign"><h2 id="do-assign">Give it to somebody</h2>
<form class="fields" data-live data-post="The task is given on." action="/tasks/${task.id}/assign" hidden>${hidden("assign")}
<label>To<select name="to">${roleOptions}${persons}</select></label>
<label>Why <span class="soft">(optional)</span><input name="reason" maxlength="500"></label>
<button id="assign" type="submit">Give it on</button></form></section>`;
};
