import { html } from "hono/html";
import type { Markup } from "#web/layout";

/**
 * Looks for a customer. It posts: what is typed is a person's name or number, and an address is kept by the browser
 * and by whoever logs on the way.
 */
export const searchBox = (text: string, problem: string | null): Markup =>
  html`<form class="search" role="search" method="post" action="/customers">
<label for="search">Name, phone, last digits or e-mail</label>
<div><input id="search" name="text" type="search" value="${text}" maxlength="200" required autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search"${problem === null ? null : html` aria-invalid="true" aria-describedby="search-problem" autofocus`}><button>Search</button></div>
${problem === null ? null : html`<p id="search-problem" class="bad" role="alert">${problem}</p>`}
</form>`;
