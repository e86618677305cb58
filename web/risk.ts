import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import type { RiskAssessment, RiskLevel } from "#core/risk/score";
import { type SpokenTerm, spokenTerm } from "#core/views/risk-words";
import { spokenDayFrom } from "#core/views/spoken-time";
import { type Frame, type Markup, pill } from "#web/layout";

/** The level as a word with a colour that says no more than the word does. */
export const riskPill = (level: RiskLevel): Markup => pill(tones[level], words[level]);

const tones = { low: "good", medium: "warning", high: "bad" } as const;
const words = { low: "Low risk", medium: "Medium risk", high: "High risk" } as const;

/**
 * The score with every term that it is made of. The bars are drawings (SVG, because the page's policy
 * forbids styles in markup) and say nothing that does not stand beside them in words.
 */
export const riskCard = (
  { now, zone }: Frame,
  risk: RiskAssessment,
  since: Instant | null,
): Markup => {
  const terms = risk.terms.map(spokenTerm);
  const sum = terms.reduce((all, { points }) => all + points, 0);
  return html`<section class="card" aria-labelledby="risk">
<h2 id="risk">Risk of a missed visit</h2>
<p class="score"><strong>${risk.score}</strong> of 100 ${riskPill(risk.level)}</p>
${scale(risk)}
<table class="terms">
<caption class="unseen">What the score is made of</caption>
<thead><tr><th scope="col">Because of</th><th scope="col">Counted</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>${terms.map(line)}</tbody>
<tfoot><tr><th scope="row" colspan="2">${sum > 100 ? "Sum, at most 100" : "Sum, rounded"}</th><td class="number"><strong>${risk.score}</strong></td></tr></tfoot>
</table>
<p class="small soft">${since === null ? "Nothing has been held against this customer so far." : `So since ${spokenDayFrom(now, since, zone)}.`} Worked out anew with every change of an appointment and every night. It helps to choose reminders and to ask for a deposit; nobody is refused because of it.</p>
</section>`;
};

const line = (term: SpokenTerm): Markup =>
  html`
<tr><th scope="row">${term.title}<span class="small soft">${term.rule}</span></th><td>${term.counted}${bar(term)}</td><td class="number">${spokenPoints(term.points)}</td></tr>`;

const bar = ({ points, most }: SpokenTerm): Markup =>
  html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="6" rx="3"/><rect class="fill" width="${Math.min(100, (100 * points) / most)}" height="6" rx="3"/></svg>`;

/** From 0 to 100 with the two bounds between the levels, and a mark where the score stands. */
const scale = ({ score, level }: RiskAssessment): Markup =>
  html`<svg class="scale" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${score} of 100, ${words[level].toLowerCase()}; medium begins at 40, high at 70"><rect class="rail" width="100" height="8" rx="2"/><rect class="fill ${tones[level]}" width="${score}" height="8" rx="2"/><path class="bound" d="M40 0v8M70 0v8"/></svg>
<p class="ends small soft" aria-hidden="true"><span>0</span><span>40</span><span>70</span><span>100</span></p>`;

const spokenPoints = (points: number): string => String(points);
