import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import { answerWord, deliveryWord, textWhy, wordlessText } from "#core/views/message-words";
import type { MessageRow } from "#core/views/message-row";
import { spokenDated, spokenName } from "#core/views/spoken-time";
import { type Frame, type Markup, pill } from "#web/layout";

export type ShownText = Pick<
  MessageRow,
  "direction" | "appointment" | "template" | "state" | "why" | "delivery" | "body"
> & { readonly at: Instant; readonly sentAt: Instant | null; readonly isErased: boolean };

/** What was texted both ways, the newest first, and what became of each text. */
export const textsCard = (
  frame: Frame,
  texts: readonly ShownText[],
  hasMore: boolean,
): Markup => html`<section class="card" aria-labelledby="texts">
<h2 id="texts">Texts</h2>
${
  texts.length === 0
    ? html`<p class="soft">None yet.</p>`
    : html`<ol class="texts">${inTurn(texts).map((text) => line(frame, text))}</ol>`
}
${hasMore ? html`<p class="soft small">Only the latest ${texts.length} are shown.</p>` : null}
</section>`;

const inTurn = (texts: readonly ShownText[]): readonly ShownText[] =>
  texts.toSorted(
    (one, other) => Number(moment(one) < moment(other)) - Number(moment(one) > moment(other)),
  );

/** What was due at night may have gone in the morning: people ask when it went. */
const moment = ({ at, sentAt }: ShownText): Instant => sentAt ?? at;

const line = ({ now, zone }: Frame, text: ShownText): Markup =>
  html`
<li><p class="small"><time datetime="${moment(text)}">${spokenDated(now, moment(text), zone)}</time> · ${title(text)} ${outcome(text)}</p>${quote(text)}${because(text)}</li>`;

const title = ({ direction, template, appointment }: ShownText): Markup | string => {
  if (direction === "inbound") return "From the customer";
  const name = spokenName(template ?? "text");
  return appointment === null
    ? `“${name}”`
    : html`<a href="/appointments/${appointment}">“${name}”</a>`;
};

const outcome = ({ state, delivery }: ShownText): Markup | null => {
  if (state === "received") return null;
  if (state === "sent" && delivery !== null) {
    const { tone, word } = deliveryWord(delivery);
    return pill(tone, word);
  }
  const { tone, word } = outcomes[state];
  return pill(tone, word);
};

const outcomes = {
  pending: { tone: "neutral", word: "pending" },
  sent: { tone: "good", word: "sent" },
  suppressed: { tone: "warning", word: "not sent" },
  failed: { tone: "bad", word: "failed" },
} as const;

const quote = ({ body, isErased }: ShownText): Markup | null => {
  if (isErased) return html`<blockquote>These words have been erased.</blockquote>`;
  return body === null || body.trim() === ""
    ? null
    : html`<blockquote dir="auto">${body}</blockquote>`;
};

const because = (text: ShownText): Markup | null => {
  if (text.direction === "inbound")
    return html`<p class="because small">${answerWord(text.why)}${text.body?.trim() === "" ? html`; ${wordlessText}` : null}</p>`;
  const why = textWhy(text);
  return why === null ? null : html`<p class="because small"><b>because:</b> ${why}</p>`;
};
