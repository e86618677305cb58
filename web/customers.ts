import { html } from "hono/html";
import type { Instant } from "#core/kernel/time";
import { type Money, spokenMoney } from "#core/money/money";
import type { RiskLevel } from "#core/risk/score";
import { spokenDated, spokenDayFrom } from "#core/views/spoken-time";
import { type Frame, type Markup, page, pill } from "#web/layout";
import { riskPill } from "#web/risk";
import { searchBox } from "#web/search-box";
import { personName } from "#web/status";

export type ListedCustomer = {
  readonly id: string;
  readonly name: string | null;
  readonly optedOut: boolean;
  readonly unreachable: boolean;
  readonly risk: { readonly score: number; readonly level: RiskLevel };
  readonly appointments: number;
  readonly noShows: number;
  readonly value: readonly Money[];
  readonly nextVisit: Instant | null;
  readonly lastVisit: Instant | null;
};

type CustomerList = {
  readonly customers: readonly ListedCustomer[];
  /** Only those of this level; all where it is `null`. */
  readonly level: RiskLevel | null;
  /** Where the next page begins; `null` where this is the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
};

/** Customers, the highest risk first. */
export const customersPage = (frame: Frame, list: CustomerList): Markup =>
  page(
    frame,
    "Customers",
    html`<div class="head">
<h1>Customers</h1>
<nav class="days" aria-label="Risk">${choices.map((choice) => choiceLink(choice, list.level))}</nav>
${searchBox("", null)}
</div>
<section class="card" aria-label="Customers">
${list.customers.length === 0 ? nobody(list.level) : customerTable(frame, list.customers, "Customers, the highest risk first")}
</section>
${more(list)}`,
    "/assets/customer.css",
  );

const choices: readonly (readonly [RiskLevel | null, string])[] = [
  [null, "All"],
  ["high", "High risk"],
  ["medium", "Medium"],
  ["low", "Low"],
];

const choiceLink = ([level, word]: (typeof choices)[number], current: RiskLevel | null): Markup =>
  level === current
    ? html`<a href="${addressOf(level)}" aria-current="page">${word}</a> `
    : html`<a href="${addressOf(level)}">${word}</a> `;

const addressOf = (level: RiskLevel | null): string =>
  level === null ? "/customers" : `/customers?level=${level}`;

/** `caption` is for those who hear the table. */
export const customerTable = (
  frame: Frame,
  customers: readonly ListedCustomer[],
  caption: string,
): Markup =>
  html`<table class="list">
<caption class="unseen">${caption}</caption>
<thead><tr><th scope="col">Customer</th><th scope="col">Risk</th><th scope="col">Visits</th><th scope="col">Next, or last</th><th scope="col" class="number">Value</th></tr></thead>
<tbody>${customers.map((customer) => line(frame, customer))}</tbody>
</table>`;

const line = (frame: Frame, customer: ListedCustomer): Markup =>
  html`
<tr><td><a href="/customers/${customer.id}"><bdi>${personName({ name: customer.name, isErased: false })}</bdi></a>${standing(customer)}</td><td>${riskPill(customer.risk.level)} <span class="soft">${customer.risk.score}</span></td><td>${visits(customer)}</td><td>${when(frame, customer)}</td><td class="number">${valueWords(customer.value)}</td></tr>`;

const standing = ({ optedOut, unreachable }: ListedCustomer): Markup | null => {
  if (optedOut) return html` ${pill("warning", "No texts")}`;
  return unreachable ? html` ${pill("warning", "Number fails")}` : null;
};

const visits = ({ appointments, noShows }: ListedCustomer): Markup | string =>
  noShows === 0
    ? `${appointments}`
    : html`${appointments}, <span class="bad">${noShows} missed</span>`;

const when = ({ now, zone }: Frame, { nextVisit, lastVisit }: ListedCustomer): Markup | string => {
  if (nextVisit !== null)
    return html`<time datetime="${nextVisit}">${spokenDated(now, nextVisit, zone)}</time>`;
  if (lastVisit === null) return html`<span class="soft">none</span>`;
  return html`<span class="soft">last <time datetime="${lastVisit}">${spokenDayFrom(now, lastVisit, zone)}</time></span>`;
};

/** What somebody has been worth, each currency by itself. */
export const valueWords = (value: readonly Money[]): string =>
  value.length === 0 ? "–" : value.map(spokenMoney).join(" + ");

const more = ({ level, next, isFirst }: CustomerList): Markup =>
  html`<nav class="pages" aria-label="Pages">
${isFirst ? null : html`<a href="${addressOf(level)}" rel="first">← To the first</a>`}
${next === null ? null : html`<a href="/customers?${level === null ? "" : `level=${level}&`}after=${next}" rel="next">More customers →</a>`}
</nav>`;

const nobody = (level: RiskLevel | null): Markup => html`<div class="empty">
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="24" cy="16" r="8"/><path d="M8 41c1-9 7-14 16-14s15 5 16 14"/></svg>
<h2>${level === null ? "No customers yet" : `Nobody has a ${level} risk`}</h2>
<p>${level === null ? "They appear here with their first booking." : html`<a href="/customers">All customers</a>`}</p>
</div>`;
