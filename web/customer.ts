import { html } from "hono/html";
import type { AppointmentStatus } from "#core/appointment/state";
import type { Instant } from "#core/kernel/time";
import { type Money, spokenMoney } from "#core/money/money";
import type { ConsentPurpose } from "#core/policy/purpose";
import type { RiskAssessment } from "#core/risk/score";
import type { Standing } from "#core/risk/standing";
import { spokenDated } from "#core/views/spoken-time";
import { type ConsentChange, consentCard } from "#web/consent";
import { valueWords } from "#web/customers";
import { type Frame, type Markup, page, pill } from "#web/layout";
import { riskCard } from "#web/risk";
import { personName, statusPill } from "#web/status";
import { type ShownText, textsCard } from "#web/texts";

type Visit = {
  readonly id: string;
  readonly start: Instant;
  readonly status: AppointmentStatus;
  readonly standing?: Standing;
};

type CustomerPage = {
  readonly id: string;
  readonly version: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly isErased: boolean;
  readonly optedOut: boolean;
  readonly unreachable: boolean;
  /** The latest visit first. */
  readonly appointments: readonly Visit[];
  readonly hasMoreAppointments: boolean;
  readonly risk: RiskAssessment;
  readonly riskSince: Instant | null;
  readonly value: readonly Money[];
  readonly consents: Readonly<Partial<Record<ConsentPurpose, "granted" | "withdrawn">>>;
  readonly consent: readonly ConsentChange[];
  readonly texts: readonly ShownText[];
  readonly hasMoreTexts: boolean;
};

/** One customer: how to reach them, when they came, how likely they are to come, and what was texted. */
export const customerPage = (frame: Frame, shown: CustomerPage): Markup =>
  page(
    frame,
    "Customer",
    html`<div class="head">
<p class="small"><a href="/customers">← All customers</a></p>
<h1><bdi>${personName(shown)}</bdi></h1>
${shown.optedOut ? pill("warning", "No texts: opted out") : null}
${shown.unreachable ? pill("warning", "Number cannot be texted") : null}
</div>
${facts(shown)}
<div class="columns">
<div class="stack">
${visits(frame, shown)}
${textsCard(frame, shown.texts, shown.hasMoreTexts)}
</div>
<div class="stack">
${riskCard(frame, shown.risk, shown.riskSince)}
${consentCard(frame, shown)}
</div>
</div>`,
    "/assets/customer.css",
  );

const facts = (shown: CustomerPage): Markup => {
  const [first, ...others] = shown.value;
  const lines: readonly (readonly [string, string])[] = [
    ["Phone", contactWords(shown, shown.phone)],
    ["E-mail", contactWords(shown, shown.email)],
    ["Worth so far", first === undefined ? "nothing yet" : valueWords([first, ...others])],
  ];
  return html`<dl class="facts">${lines.map(([word, value]) => html`<div><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const contactWords = ({ isErased }: CustomerPage, value: string | null): string => {
  if (isErased) return "erased";
  return value ?? "none given";
};

const visits = (frame: Frame, shown: CustomerPage): Markup =>
  html`<section class="card" aria-label="Appointments">
${
  shown.appointments.length === 0
    ? html`<h2>Appointments</h2><p class="soft">None yet.</p>`
    : html`<table class="visits">
<caption>Appointments</caption>
<thead><tr><th scope="col">Time</th><th scope="col">State</th><th scope="col">Moves</th><th scope="col" class="number">Price</th></tr></thead>
<tbody>${shown.appointments.map((visit) => visitLine(frame, visit))}</tbody>
</table>`
}
${shown.hasMoreAppointments ? html`<p class="soft small">Only the latest ${shown.appointments.length} are shown.</p>` : null}
</section>`;

const visitLine = ({ now, zone }: Frame, { id, start, status, standing }: Visit): Markup => {
  const price = standing?.price ?? null;
  return html`
<tr><td><a href="/appointments/${id}"><time datetime="${start}">${spokenDated(now, start, zone)}</time></a></td><td>${standing?.counts === false ? pill("neutral", "Goes on elsewhere") : statusPill(status)}</td><td>${movedWords(standing)}</td><td class="number">${price === null ? "–" : spokenMoney(price)}${standing?.pastDue === true ? html` <span class="bad">unpaid</span>` : null}</td></tr>`;
};

const movedWords = (standing: Standing | undefined): string => {
  const times = standing?.reschedules ?? 0;
  if (times === 0) return "not moved";
  return times === 1 ? "moved once" : `moved ${times} times`;
};
