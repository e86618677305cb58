import { html } from "hono/html";
import type { AppointmentStatus } from "#core/appointment/state";
import type { Markup } from "#web/layout";

type Word = { readonly verb: string; readonly button: string; readonly done: string };

const confirm = { verb: "confirm", button: "They confirmed", done: "The visit is confirmed." };
const came = { verb: "complete", button: "They came", done: "The visit is done." };
const missed = { verb: "no-show", button: "They did not come", done: "The visit was missed." };

/** What can be said of a visit depends on how it stands: before its time whether it will be, from then on whether it was. */
const words: Readonly<Partial<Record<AppointmentStatus, readonly Word[]>>> = {
  booked: [confirm],
  confirmed: [],
  in_progress: [came, missed],
};

type Visit = {
  readonly id: string;
  readonly status: AppointmentStatus;
  /** Another one as soon as anything has happened: a form that is sent twice is one wish. */
  readonly key: string;
};

/** What somebody at the desk knows, and the machine cannot; nothing where the visit is over. */
export const deskForms = ({ id, status, key }: Visit): Markup | null => {
  const sayable = words[status];
  if (sayable === undefined) return null;
  return html`<section class="card" aria-labelledby="desk" data-live hidden>
<h2 id="desk">What the desk knows</h2>
${
  sayable.length === 0
    ? null
    : html`<div class="buttons">${sayable.map(
        ({ verb, button, done }) => html`
<form data-post="${done}" action="/appointments/${id}/${verb}"><input type="hidden" name="key" value="${verb}:${key}"><button id="desk-${verb}">${button}</button></form>`,
      )}</div>`
}
${status === "in_progress" ? null : callOff(id, key)}
</section>`;
};

/** Two steps: a visit that was called off does not come back. */
const callOff = (id: string, key: string): Markup =>
  html`<details><summary id="desk-call-off">Call it off …</summary>
<form data-post="The visit is called off." action="/appointments/${id}/cancel"><input type="hidden" name="key" value="cancel:${key}">
<label for="desk-why">Why <span class="soft">(optional)</span></label>
<div class="buttons"><input id="desk-why" name="reason" maxlength="500" autocomplete="off"><button id="desk-cancel">Call the visit off</button></div></form></details>`;
