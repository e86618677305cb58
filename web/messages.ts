import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import { plusDays, wallClock } from "#core/kernel/time";
import { spokenDate, spokenMoment } from "#core/views/spoken-time";
import {
  carrierReason,
  deferredWords,
  reasonIn,
  suppressedWords,
} from "#core/views/timeline-reasons";
import { type Frame, type Markup, page } from "#web/layout";

type Sums = Readonly<Record<"planned" | "sent" | "suppressed" | "failed" | "pending", number>>;
type Reasons = Readonly<Record<string, number>>;

type MessageDay = Sums & {
  readonly day: string;
  /** The first moment of the day in the zone of the business. */
  readonly from: Instant;
  readonly balanced: boolean;
  readonly reasons: Readonly<Record<"suppressed" | "failed" | "pending", Reasons>>;
  /** Of the visits of this day, whenever they were asked. */
  readonly reviews: Readonly<Record<"asked" | "opened" | "answered", number>>;
  readonly counted: (Sums & { readonly faults: number; readonly at: Instant }) | null;
};

/** The texts that were planned on one day, and what became of each: nothing is lost without a word. */
export const messagesPage = (frame: Frame, day: MessageDay): Markup => {
  const title = `Texts of ${spokenDate(day.from, frame.zone)}`;
  return page(
    frame,
    title,
    html`<div class="head">
<h1>${title}</h1>
${days(frame, day)}
</div>
<dl class="card sums">${(["planned", "sent", "suppressed", "failed", "pending"] as const).map(
      (name) => html`<div><dt>${sumWords[name]}</dt><dd>${day[name]}</dd></div>`,
    )}</dl>
<div class="stack">
${account(frame, day)}
${reviews(day)}
${reasons("Not sent, because", day.reasons.suppressed, (why) => reasonIn(suppressedWords, why))}
${reasons("Failed, because", day.reasons.failed, carrierReason)}
${reasons("Pending, because", day.reasons.pending, (why) => reasonIn(pendingWords, why))}
</div>`,
  );
};

const sumWords = {
  planned: "planned",
  sent: "sent",
  suppressed: "not sent",
  failed: "failed",
  pending: "pending",
} as const;

const pendingWords = { ...deferredWords, under_way: "they are on their way" } as const;

const days = (frame: Frame, { day }: MessageDay): Markup => {
  const today = wallClock(frame.now, frame.zone).date;
  return html`<nav class="days" aria-label="Days">
<a href="/messages?day=${plusDays(day, -1)}" rel="prev">← Day before</a>
${day === today ? null : html`<a href="/messages">Today</a>`}
<a href="/messages?day=${plusDays(day, 1)}" rel="next">Day after →</a>
</nav>`;
};

const account = ({ zone }: Frame, day: MessageDay): Markup => {
  const sum = `${day.planned} planned = ${day.sent} sent + ${day.suppressed} not sent + ${day.failed} failed + ${day.pending} pending`;
  return html`<section class="card" aria-labelledby="account">
<h2 id="account">Every text is accounted for</h2>
<p>${day.balanced ? sum : html`<strong class="bad">This does not add up: ${sum}</strong>`}</p>
<p class="soft small">${counted(day, zone)}</p>
</section>`;
};

const reviews = ({ reviews: { asked, opened, answered } }: MessageDay): Markup | null =>
  asked + opened === 0
    ? null
    : html`<section class="card" aria-labelledby="reviews">
<h2 id="reviews">Reviews of this day’s visits</h2>
<p>${asked} asked for · ${opened} opened the link · ${answered} answered by text</p>
<p class="soft small">Whether a review was written, the site does not tell.</p>
</section>`;

const counted = ({ counted: count }: MessageDay, zone: Frame["zone"]): Markup | string => {
  if (count === null) return "The day is counted anew from its records after it is over.";
  const at = spokenMoment(count.at, zone);
  return count.faults === 0
    ? `Counted anew from the records, ${at}: it adds up.`
    : html`<strong class="bad">Counted anew from the records, ${at}: ${count.faults} not accounted for. The log names them.</strong>`;
};

const reasons = (title: string, of: Reasons, spoken: (why: string) => string): Markup | null => {
  const known = Object.entries(of).toSorted(([, one], [, other]) => other - one);
  if (known.length === 0) return null;
  return html`<section class="card"><table>
<caption>${title}</caption>
<thead><tr><th scope="col">Texts</th><th scope="col">Reason</th></tr></thead>
<tbody>${known.map(([why, count]) => html`<tr><td>${count}</td><td>${spoken(why)}</td></tr>`)}</tbody>
</table></section>`;
};
