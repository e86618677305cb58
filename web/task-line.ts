import { html } from "hono/html";
import { spokenMoment } from "#core/views/spoken-time";
import type { TaskRow } from "#core/views/task-row";
import { wordlessText } from "#core/views/message-words";
import { taskTitle } from "#core/views/task-words";
import { type Frame, type Markup, pill } from "#web/layout";
import { personName } from "#web/status";

/** A task, whose it is, and whom it is about as far as that can be told. */
export type ShownTask = Omit<TaskRow, "until" | "subject"> & {
  readonly operatorName: string | null;
  readonly isOverdue: boolean;
  readonly about: {
    readonly name: string | null;
    readonly isErased: boolean;
    readonly appointment: string | null;
    readonly words: string | null;
  } | null;
  readonly refused: string | null;
};

/** One task of a list. What is late says so in words; the colour only repeats it. */
export const taskLine = (frame: Frame, task: ShownTask): Markup =>
  html`
<li><a href="/tasks/${task.id}"><strong>${taskTitle(task.kind)}</strong></a> ${taskPills(task)}
<p class="small">${task.about === null ? null : person(task.about)}${ownerWords(task)} · ${dueWords(frame, task)}</p>${saidWords(task)}${refusal(task)}</li>`;

/** The text that asks for an answer, in the customer's own words. */
export const saidWords = ({ about }: ShownTask): Markup | null => {
  if (about === null || about.words === null) return null;
  return about.words.trim() === ""
    ? html`<p class="soft small">Their text: ${wordlessText}.</p>`
    : html`<blockquote class="said" dir="auto">${about.words}</blockquote>`;
};

const refusal = ({ refused }: ShownTask): Markup | null =>
  refused === null ? null : html`<p class="soft small">${refused}</p>`;

export const taskPills = ({ priority, isOverdue }: ShownTask): Markup =>
  html`${pill(tones[priority], `${priority} priority`)}${isOverdue ? html` ${pill("bad", "Overdue")}` : null}`;

export const ownerWords = ({ owner, operatorName }: ShownTask): Markup =>
  operatorName === null
    ? html`for ${owner}`
    : html`for ${owner}, taken on by <bdi>${operatorName}</bdi>`;

export const dueWords = ({ zone }: Frame, { dueAt, isOverdue }: ShownTask): Markup =>
  html`<span class="${isOverdue ? "bad" : "soft"}">${isOverdue ? "was due" : "due"} <time datetime="${dueAt}">${spokenMoment(dueAt, zone)}</time></span>`;

const person = (about: NonNullable<ShownTask["about"]>): Markup => {
  const name = html`<bdi>${personName(about)}</bdi>`;
  return about.appointment === null
    ? html`${name} · `
    : html`<a href="/appointments/${about.appointment}">${name}</a> · `;
};

const tones = { high: "bad", medium: "warning", low: "neutral" } as const;
