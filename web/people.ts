import { html } from "hono/html";
import { type Frame, type Markup, page, pill } from "#web/layout";

type Person = {
  readonly operator: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly notify: Readonly<Record<"high" | "medium" | "low", string>>;
  readonly quietHours: { readonly from: string; readonly until: string } | null;
  readonly optedOut: boolean;
  readonly notices: Readonly<
    Record<"planned" | "sent" | "suppressed" | "failed" | "pending", number>
  >;
};

type People = {
  /** Another number as soon as the list has changed: a form that is sent twice is one wish. */
  readonly version: number;
  readonly operators: readonly Person[];
  readonly roles: Readonly<Record<string, string>>;
};

/** Who works here, who does what, and how they hear of it. */
export const peoplePage = (frame: Frame, { operators, roles, version }: People): Markup =>
  page(
    frame,
    "People",
    html`<div class="head">
<h1>People</h1>
<p class="soft">Who does which tasks, and how they hear of them.${unfilled(operators, roles)}</p>
</div>
<p id="status" role="status"></p>
<div class="columns">
<section class="card" aria-labelledby="here"><h2 id="here">Who works here</h2>
${operators.length === 0 ? html`<p class="soft">Nobody yet: tasks are seen here only.</p>` : html`<ul class="tasks">${operators.map((one) => person(one, roles))}</ul>`}
</section>
${form(version, roles)}
</div>`,
    "/assets/task.css",
  );

/** A role that nobody has gets tasks that nobody hears of. */
const unfilled = (operators: readonly Person[], roles: People["roles"]): Markup | null => {
  const missing = Object.entries(roles)
    .filter(([role]) => !operators.some((one) => one.roles.includes(role)))
    .map(([, words]) => words);
  return missing.length === 0
    ? null
    : html` <strong class="bad">Nobody is ${missing.join(", ")} yet.</strong>`;
};

const person = (one: Person, roles: People["roles"]): Markup => {
  const { operator, name, phone, email, notify, quietHours, notices } = one;
  const { planned, sent, suppressed, failed, pending } = notices;
  const ways = (["high", "medium", "low"] as const).map(
    (priority) => `${priority}: ${notify[priority]}`,
  );
  return html`<li><strong><bdi>${name}</bdi></strong> ${one.roles.map((role) => html`${pill("neutral", roles[role] ?? role)} `)}${one.optedOut ? pill("warning", "No texts: STOP") : null}
<p class="small">${[phone, email].filter((known) => known !== null).join(" · ") || "no phone, no e-mail"}</p>
<p class="soft small">${ways.join(", ")}${quietHours === null ? null : html`; quiet ${quietHours.from}–${quietHours.until}`}</p>
<p class="soft small">${planned === 1 ? "1 message" : `${planned} messages`} = ${sent} sent + ${suppressed} not sent + ${failed} failed + ${pending} pending</p>
<form data-live data-post="They are no longer on the list." action="/people/${operator}/remove" hidden><input type="hidden" name="key" value="remove:${operator}"><button class="quiet" id="remove-${operator}" type="submit" aria-label="Remove ${name}">Remove</button></form></li>`;
};

const form = (version: number, roles: People["roles"]): Markup =>
  html`<section class="card" aria-labelledby="add"><h2 id="add">Add somebody</h2>
<form class="fields" data-live data-post="They are on the list." data-fresh action="/people" hidden>
<input type="hidden" name="key" value="add:${version}">
<label>Name<input name="name" required maxlength="120" autocomplete="off"></label>
<label>Phone<input name="phone" type="tel" autocomplete="off"></label>
<label>E-mail<input name="email" type="email" autocomplete="off"></label>
<fieldset><legend>Does the tasks of</legend>${Object.entries(roles).map(([role, words]) => html`<label class="check"><input type="checkbox" name="roles" value="${role}" data-list>${words}</label>`)}</fieldset>
<fieldset><legend>Hears of tasks</legend>${priorities.map(([priority, words, usual]) => html`<label>${words}<select name="${priority}">${channels.map(([value, way]) => html`<option value="${value}"${value === usual ? html` selected` : null}>${way}</option>`)}</select></label>`)}</fieldset>
<fieldset><legend>Quiet, except where minutes count</legend><label>From<input name="from" type="time"></label><label>Until<input name="until" type="time"></label></fieldset>
<button id="add-person" type="submit">Add</button></form></section>`;

const priorities = [
  ["high", "of high priority", "text"],
  ["medium", "of medium priority", "text"],
  ["low", "of low priority", "dashboard"],
] as const;

const channels = [
  ["dashboard", "on the dashboard only"],
  ["text", "by text"],
  ["email", "by e-mail"],
] as const;
