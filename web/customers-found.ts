import { html } from "hono/html";
import { customerTable, type ListedCustomer } from "#web/customers";
import { type Frame, type Markup, page } from "#web/layout";
import { searchBox } from "#web/search-box";

type Search = {
  /** As it was typed. */
  readonly text: string;
  /** `null` where it could not be looked for. */
  readonly found: {
    readonly customers: readonly ListedCustomer[];
    readonly looked: number;
    /** Where to look on; `null` once everybody has been looked at. */
    readonly next: string | null;
  } | null;
};

/** What came of a search. The title names nobody: it stands in the history of the browser. */
export const foundPage = (frame: Frame, { text, found }: Search): Markup =>
  page(
    frame,
    "Search",
    html`<div class="head">
<h1>Search</h1>
<nav class="days"><a href="/customers">All customers</a></nav>
${searchBox(text, found === null ? tooShort : null)}
</div>
${found === null ? null : results(frame, text, found)}`,
    "/assets/customer.css",
  );

const tooShort = "Too many would match: type two letters of a name, or three digits of a number.";

const results = (
  frame: Frame,
  text: string,
  { customers, looked, next }: NonNullable<Search["found"]>,
): Markup => html`<p class="soft small" role="status">${countWords(customers.length, looked, next)}</p>
<section class="card" aria-label="Found">
${customers.length === 0 ? nobody(next) : customerTable(frame, customers, "Found, the highest risk first")}
</section>
${next === null ? null : lookOn(text, next)}`;

const countWords = (count: number, looked: number, next: string | null): string => {
  const found = count === 1 ? "1 customer found" : `${count} customers found`;
  return next === null ? found : `${found} among ${looked}; there may be more`;
};

const lookOn = (text: string, next: string): Markup =>
  html`<form class="pages" method="post" action="/customers">
<input type="hidden" name="text" value="${text}"><input type="hidden" name="after" value="${next}">
<button>Look on</button>
</form>`;

const nobody = (next: string | null): Markup => html`<div class="empty">
<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true"><circle cx="21" cy="21" r="13"/><path d="m31 31 10 10M16 21h10"/></svg>
<h2>${next === null ? "Nobody found" : "Nobody found so far"}</h2>
<p>A name is found by the beginnings of its words, a number by its last digits, an e-mail address as a whole. Who has been erased is not found.</p>
</div>`;
