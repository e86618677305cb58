import { html } from "hono/html";
import { type Frame, type Markup, page } from "#web/layout";
import { type ShownTask, taskLine } from "#web/task-line";

type OpenTasks = {
  readonly tasks: readonly ShownTask[];
  /** The page begins with the most urgent of all. */
  readonly isFirst: boolean;
  /** Where those begin that the page has no room for; `null` where it shows the last. */
  readonly next: string | null;
};

const groups = [
  ["high", "High priority"],
  ["medium", "Medium priority"],
  ["low", "Low priority"],
] as const;

/** Everything that waits for a person, the most urgent first. */
export const tasksPage = (frame: Frame, { tasks, isFirst, next }: OpenTasks): Markup => {
  const where = isFirst && next === null ? "" : " on this page";
  const late = tasks.filter(({ isOverdue }) => isOverdue).length;
  return page(
    frame,
    "Tasks",
    html`<div class="head">
<h1>Tasks</h1>
<p class="soft">${isFirst && tasks.length === 0 ? "Nothing waits for a person." : html`${tasks.length} open${where}, ${late} overdue. Whoever does such tasks is told: <a href="/people">who does which</a>.`}</p>
</div>
<div class="stack">${groups.map(([priority, title]) =>
      group(
        frame,
        title,
        tasks.filter((task) => task.priority === priority),
      ),
    )}</div>
${where === "" ? null : more(isFirst, next)}`,
  );
};

const more = (isFirst: boolean, next: string | null): Markup =>
  html`<nav class="days" aria-label="More tasks">
${isFirst ? null : html`<a href="/tasks" rel="first">← To the most urgent</a>`}
${next === null ? null : html`<a href="/tasks?after=${next}" rel="next">Less urgent tasks →</a>`}
</nav>`;

const group = (frame: Frame, title: string, tasks: readonly ShownTask[]): Markup | null =>
  tasks.length === 0
    ? null
    : html`<section class="card" aria-label="${title}">
<h2>${title}</h2>
<ol class="tasks">${tasks.map((task) => taskLine(frame, task))}</ol>
</section>`;
