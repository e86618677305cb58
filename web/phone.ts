import { html } from "hono/html";
import type { Instant, Zone } from "#core/kernel/time";
import { spokenMoment } from "#core/views/spoken-time";
import type { Markup } from "#web/layout";

type Bubble = {
  readonly direction: "outbound" | "inbound";
  readonly body: string;
  readonly at: Instant;
  readonly status: string;
};

export type PhonePane = {
  readonly number: string;
  readonly spoken: string;
  readonly messages: readonly Bubble[];
  /** The next moment at which something is planned, to turn the clock to. */
  readonly next: Instant | null;
};

/** The customer's phone as the sandbox plays it: what arrived, what they answered, and a clock to turn. */
export const phonePane = (zone: Zone, pane: PhonePane): Markup =>
  html`<section class="card phone" aria-labelledby="phone">
<h2 id="phone">The customer’s phone <span class="soft small">${pane.spoken}, simulated</span></h2>
<ol role="log" aria-live="polite" aria-label="Messages" tabindex="0">
${
  pane.messages.length === 0
    ? html`<li class="soft small">No messages yet.</li>`
    : pane.messages.map((message) => bubble(zone, message))
}
</ol>
<form method="post" action="/sandbox/phone/${pane.number}" data-live hidden>
<label for="text">Text as the customer</label>
<textarea id="text" name="body" rows="2" maxlength="1600" dir="auto" autocomplete="off"></textarea>
<div class="buttons"><button type="submit" id="send">Send</button><button id="say-c" value="C">C</button><button id="say-stop" value="STOP">STOP</button></div>
</form>
<div class="turn" role="group" aria-labelledby="turn" data-live hidden>
<span id="turn" class="small"><strong>Turn the clock</strong></span>
<div class="buttons">${pane.next === null ? null : turn("to-next", { to: pane.next }, `To ${spokenMoment(pane.next, zone)}`)}${turn("hour", { advance: "PT1H" }, "+1 hour")}${turn("day", { advance: "PT24H" }, "+24 hours")}</div>
</div>
<p id="status" class="small soft" role="status" data-live hidden></p>
</section>`;

const bubble = (zone: Zone, { direction, body, at, status }: Bubble): Markup =>
  html`
<li class="bubble ${direction}"><p dir="auto">${body}</p><small>${spokenMoment(at, zone)} · ${direction === "inbound" ? "from the customer" : status}</small></li>`;

const turn = (id: string, wish: Readonly<Record<string, string>>, word: string): Markup =>
  html`<button type="button" id="${id}" data-clock="${JSON.stringify(wish)}">${word}</button>`;
