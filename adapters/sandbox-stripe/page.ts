import { createHash } from "node:crypto";
import type { Link } from "#adapters/sandbox-stripe/links";
import { type Choice, openSession, paySession, type Till } from "#adapters/sandbox-stripe/pay";
import { spokenMoney } from "#core/views/payment-words";

/**
 * The payment page: `GET /pay/{link}` opens it, its buttons `POST` to the same address. Plain HTML that works
 * without scripts, by keyboard and aloud.
 */
export const payPage =
  (till: Till) =>
  async (request: Request): Promise<Response> => {
    const id = new URL(request.url).pathname.split("/").at(-1) ?? "";
    const link = till.store.get(id);
    if (link?.object !== "payment_link") return page(404, "No such link", [noSuchLink]);
    if (request.method === "POST") return paid(till, link as Link, await request.formData());
    const session = openSession(till, link as Link);
    return session === null
      ? page(410, "This link is closed", [closedLink])
      : page(200, titleOf(link as Link), formFor(link as Link, session.id));
  };

const noSuchLink = "<p>Nobody has made a link with this address.</p>";
const closedLink = "<p>It has been paid, or nobody is to pay it any more.</p>";

const choices = {
  pay: "Pay now",
  later: "Pay by bank debit: it arrives in two days",
  fail: "Pay by bank debit that bounces",
} as const satisfies Record<Choice, string>;

const outcomes = {
  pay: "Thank you: it is paid.",
  later: "Thank you: your bank was asked, and pays in two days.",
  fail: "Your bank was asked. It will not pay.",
} as const satisfies Record<Choice, string>;

const paid = (till: Till, link: Link, form: FormData): Response => {
  const choice = form.get("choice");
  const named = form.get("session");
  const session = typeof named === "string" ? till.store.get(named) : null;
  const isOurs = session?.object === "checkout.session" && session["payment_link"] === link.id;
  if (!isOurs || !isChoice(choice)) return page(400, "Nothing was paid", [noSuchLink]);
  return paySession(till, session, choice) === null
    ? page(409, "Nothing was paid", ["<p>This page was used before. Open the link again.</p>"])
    : page(200, titleOf(link), [`<p role="status">${outcomes[choice]}</p>`]);
};

const isChoice = (value: unknown): value is Choice =>
  typeof value === "string" && Object.hasOwn(choices, value);

const titleOf = ({ sandbox: { amount, currency } }: Link): string =>
  `Pay ${spokenMoney({ amountMinor: amount, currency: currency.toUpperCase() })}`;

const formFor = ({ sandbox }: Link, session: string): readonly string[] => [
  `<p>${escaped(sandbox.name)}</p>`,
  '<form method="post">',
  `<input type="hidden" name="session" value="${session}">`,
  ...Object.entries(choices).map(
    ([choice, words]) =>
      `<p><button type="submit" name="choice" value="${choice}">${words}</button></p>`,
  ),
  "</form>",
  "<p>This is a sandbox: no money moves.</p>",
];

const style =
  "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}" +
  "button{font:inherit;padding:.75rem 1rem;width:100%;text-align:left}";

const page = (status: number, title: string, body: readonly string[]): Response => {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style>`;
  const main = `<main><h1>${title}</h1>${body.join("\n")}</main>`;
  return new Response(
    `<!doctype html><html lang="en"><head>${head}</head><body>${main}</body></html>`,
    {
      status,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
      },
    },
  );
};

const styleHash = createHash("sha256").update(style).digest("base64");

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => escapes[letter] ?? "");
