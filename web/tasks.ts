import { html } from "hono/html";
import { type Frame, type Markup, page } from "#web/layout";
import { type ShownTask, taskLine } from "#web/task-line";

type OpenTasks = { readonly tasks: readonly ShownTask[]; readonly hasMore: boolean };

const groups = [
  ["high", "High priority"],
  ["medium", "Medium priority"],
  ["low", "Low priority"],
] as const;

/** Everything that waits for a person, the most urgent first. */
export const tasksPage = (frame: Frame, { tasks, hasMore }: OpenTasks): Markup => {
  const late = tasks.filter(({ isOverdue }) => isOverdue).length;
  return page(
    frame,
    "Tasks",
    html`<div class="head">
<h1>Tasks</h1>
<p class="soft">${tasks.length === 0 ? "Nothing waits for a person." : html`${tasks.length}${hasMore ? "+" : ""} open, ${late} overdue. Whoever does such tasks is told: <a href="/people">who does which</a>.`}</p>
</div>
<div class="stack">${groups.map(([priority, title]) =>
      group(
        frame,
        title,
        tasks.filter((task) => task.priority === priority),
      ),
    )}</div>
${hasMore ? html`<p class="soft small">Only the first ${tasks.length} are shown.</p>` : null}`,
  );
};

const group = (frame: Frame, title: string, tasks: readonly ShownTask[]): Markup | null =>
  tasks.length === 0
    ? null
    : html`<section class="card" aria-label="${title}">
<h2>${title}</h2>
<ol class="tasks">${tasks.map((task) => taskLine(frame, task))}</ol>
</section>`;
