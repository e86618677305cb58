import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import { type ConsentPurpose, consentPurposes } from "#core/policy/purpose";
import { changeWords, howSaid, purposeWords } from "#core/views/consent-words";
import { spokenDated } from "#core/views/spoken-time";
import { type Frame, type Markup, pill } from "#web/layout";

export type ConsentChange = {
  readonly at: Instant;
  readonly how: string;
} & (
  | { readonly kind: "opted_out" | "opted_in" }
  | {
      readonly kind: "granted" | "withdrawn";
      readonly purpose: ConsentPurpose;
      readonly evidence: { readonly where: string | null; readonly wording: string | null };
    }
);

type Shown = {
  readonly id: string;
  readonly version: number;
  readonly isErased: boolean;
  readonly optedOut: boolean;
  readonly consents: Readonly<Partial<Record<ConsentPurpose, "granted" | "withdrawn">>>;
  readonly consent: readonly ConsentChange[];
};

/** What a customer allows, how we know, and a form for what they say at the desk or on the phone. */
export const consentCard = (frame: Frame, shown: Shown): Markup =>
  html`<section class="card" aria-labelledby="consent">
<h2 id="consent">Consent to texts</h2>
${shown.optedOut ? html`<p>Opted out: no text is sent to them.</p>` : null}
<table class="consents">
<thead class="unseen"><tr><th scope="col">Texts</th><th scope="col">Allowed</th></tr></thead>
<tbody>${consentPurposes.map((purpose) => standingLine(purpose, shown))}</tbody>
</table>
${
  shown.consent.length === 0
    ? html`<p class="small soft">They have said nothing about it.</p>`
    : html`<ol class="small said">${shown.consent.map((change) => changeLine(frame, change))}</ol>`
}
${shown.isErased ? null : consentForm(shown)}
</section>`;

const standingLine = (purpose: ConsentPurpose, { consents }: Shown): Markup =>
  html`
<tr><th scope="row">${purposeWords[purpose]}</th><td>${standingPill(consents[purpose])}</td></tr>`;

const standingPill = (standing: "granted" | "withdrawn" | undefined): Markup => {
  if (standing === undefined) return pill("neutral", "Not asked");
  return standing === "granted" ? pill("good", "Yes") : pill("warning", "No");
};

const changeLine = ({ now, zone }: Frame, change: ConsentChange): Markup => {
  const proof = "purpose" in change ? change.evidence : { where: null, wording: null };
  return html`
<li><time datetime="${change.at}">${spokenDated(now, change.at, zone)}</time>: ${changeWords(change)}, ${howSaid(change.how)}${proof.wording === null ? null : html`: <q><bdi>${proof.wording}</bdi></q>`}${whereOf(proof.where)}</li>`;
};

/** An appointment has a page; everything else is for a person to find. */
const whereOf = (where: string | null): Markup | null => {
  if (where === null) return null;
  const [, appointment] = /^appointment\/([0-9a-f]{32})$/.exec(where) ?? [];
  return appointment === undefined
    ? html` (<bdi>${where}</bdi>)`
    : html` (<a href="/appointments/${appointment}">the booking</a>)`;
};

/** Works without the script: it is sent to the page itself, which leads back to what it says then. */
const consentForm = ({ id, version }: Shown): Markup =>
  html`<details class="record">
<summary>Record what they said</summary>
<form method="post" action="/customers/${id}/consents">
<input type="hidden" name="version" value="${version}">
<p><label for="say">They said</label>
<select id="say" name="say"><option value="grant">yes to texts</option><option value="withdraw">no to texts</option><option value="nothing">no texts at all, about anything</option></select></p>
<p><label for="purpose">of this kind</label>
<select id="purpose" name="purpose">${consentPurposes.toReversed().map((purpose) => html`<option value="${purpose}">${purposeWords[purpose].toLowerCase()}</option>`)}</select></p>
<p><label for="how">How</label>
<select id="how" name="how"><option value="spoken">in a talk</option><option value="form">on a form</option><option value="written">in writing</option></select></p>
<p><label for="wording">The words they agreed to</label>
<textarea id="wording" name="wording" rows="2" maxlength="2000" required dir="auto" aria-describedby="wording-why"></textarea>
<span id="wording-why" class="small soft">What you would show to whoever doubts it.</span></p>
<p><label for="where">Where it can be looked up <span class="soft">(may stay empty)</span></label>
<input id="where" name="where" maxlength="2000" dir="auto" autocomplete="off"></p>
<p class="buttons"><button type="submit">Record</button></p>
</form>
</details>`;
