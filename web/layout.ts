import { html } from "hono/html";
import type { Instant, Zone } from "#core/kernel/time";
import { spokenClock, spokenDate } from "#core/views/spoken-time";
import { addressOf } from "#web/assets";

export type Markup = ReturnType<typeof html>;

/** What stands around every page. */
export type Frame = {
  readonly business: string;
  readonly now: Instant;
  readonly zone: Zone;
  /** Another text as soon as the page would say something else; empty where it never will. */
  readonly version: string;
};

/** A whole page; `sheet` is what it needs beside the common one. The title names no person: it stands in the history of the browser. */
export const page = (
  frame: Frame,
  title: string,
  content: Markup,
  sheet: "/assets/customer.css" | "/assets/task.css" | null = null,
): Markup =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${frame.business}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${addressOf("/assets/style.css")}">
${sheet === null ? null : html`<link rel="stylesheet" href="${addressOf(sheet)}">`}
<script src="${addressOf("/assets/app.js")}" type="module"></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<header class="top"><div>
<a href="/">${frame.business}</a>
<nav class="rooms" aria-label="Pages"><a href="/">Appointments</a> <a href="/customers">Customers</a> <a href="/messages">Texts</a> <a href="/tasks">Tasks</a> <a href="/people">People</a> <a href="/settings">Settings</a></nav>
<p>${spokenDate(frame.now, frame.zone)}, <time datetime="${frame.now}">${spokenClock(frame.now, frame.zone)}</time> in ${frame.zone}</p>
</div></header>
<main id="content" tabindex="-1" data-version="${frame.version}">
${content}
</main>
</body>
</html>
`;

export const pill = (tone: "good" | "neutral" | "warning" | "bad", word: string): Markup =>
  html`<span class="pill ${tone}">${word}</span>`;

export const notFoundPage = (frame: Frame): Markup =>
  page(
    frame,
    "Not here",
    html`<div class="card empty">
${lostDrawing}
<h1>There is nothing at this address</h1>
<p>It may have been mistyped, or what was here has gone. <a href="/">To today’s appointments</a></p>
</div>`,
  );

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='3.5' fill='%230f766e'/%3E%3C/svg%3E";

const lostDrawing = html`<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="21" cy="21" r="13"/><path d="m31 31 10 10M17 17l8 8m0-8-8 8"/></svg>`;
