import { html } from "hono/html";
import type { OpeningHours, TenantSettings } from "#core/tenant/settings";
import { type Frame, type Markup, page, pill } from "#web/layout";

type Shown = {
  readonly settings: TenantSettings;
  /** The business's number, as people there write it. */
  readonly spoken: string;
  readonly pack: { readonly name: string; readonly title: string; readonly version: string };
  /** Another text as soon as the settings have changed. */
  readonly version: string;
};

/** What the business has decided about itself, and a form for what people change most. */
export const settingsPage = (frame: Frame, shown: Shown): Markup =>
  page(
    frame,
    "Settings",
    html`<div class="head">
<h1>Settings</h1>
${shown.settings.onHold === true ? pill("bad", "On hold: nothing is sent") : null}
<p class="soft">What the business has decided about itself. It holds for whatever is sent from now on.</p>
</div>
<p id="status" role="status"></p>
<div class="columns">
<div class="stack">
${card("Who we are", whoWeAre(shown))}
${card("When", times(shown.settings))}
${card("How customers are written to", writing(shown.settings))}
${card("What it goes by", goesBy(shown))}
</div>
${form(shown)}
</div>`,
    "/assets/task.css",
  );

type Line = readonly [string, Markup | string | readonly Markup[]];

const card = (title: string, lines: readonly Line[]): Markup =>
  html`<section class="card" aria-label="${title}"><h2>${title}</h2>
<dl class="known">${lines.map(([word, value]) => html`<div><dt>${word}</dt><dd>${value}</dd></div>`)}</dl></section>`;

const whoWeAre = ({ settings, spoken }: Shown): readonly Line[] => [
  ["Name", html`<bdi>${settings.name}</bdi>`],
  ["Phone", `${spoken} (${settings.phone})`],
  ["Time zone", settings.zone],
  ["Country and language", `${settings.country}, ${settings.locale}`],
];

const times = ({ quietHours, openingHours = [] }: TenantSettings): readonly Line[] => [
  ["No texts", `${quietHours.from}–${quietHours.until}, or longer where a law says so`],
  [
    "Opening hours",
    openingHours.length === 0
      ? "not said: deadlines of tasks count all hours"
      : openingHours.map(hours),
  ],
];

const hours = ({ days, from, until }: OpeningHours): Markup =>
  html`${days.map((day) => weekdays[day - 1]).join(", ")} ${from}–${until}<br>`;

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const noLink = "none: no such text is sent";

const writing = (settings: TenantSettings): readonly Line[] => {
  const { reviewLink, bookingLink, consentQuestions = [], channels = {} } = settings;
  const templates = Object.keys(channels.whatsappTemplates ?? {});
  return [
    ["Over", waysOf(channels)],
    ["WhatsApp templates", templates.length === 0 ? "none" : templates.join(", ")],
    ["Page for bookings", bookingLink ?? noLink],
    ["Page for reviews", reviewLink ?? noLink],
    [
      "Questions that ask for consent",
      consentQuestions.length === 0 ? "none" : consentQuestions.map(question),
    ],
  ];
};

const waysOf = ({ email, whatsapp }: NonNullable<TenantSettings["channels"]>): string =>
  [
    whatsapp === "always" ? "WhatsApp in place of texts" : "texts",
    email === true && "e-mail to whom no text reaches",
    whatsapp === "answers" && "WhatsApp in answer",
  ]
    .filter((way) => way !== false)
    .join("; ");

const question = (asked: NonNullable<TenantSettings["consentQuestions"]>[number]): Markup =>
  html`<bdi>${asked.question}</bdi> (${asked.purposes.join(", ")}${asked.yes === undefined ? null : html`; yes is <bdi>${asked.yes}</bdi>`})<br>`;

const goesBy = ({ settings, pack }: Shown): readonly Line[] => {
  const { modelBudget, pace } = settings;
  return [
    ["Pack", `${pack.title}: ${pack.name} ${pack.version}`],
    ["Deposits", depositWords(settings.deposits ?? {})],
    [
      "Language model",
      modelBudget === undefined ? "what the installation allows" : budgetWords(modelBudget),
    ],
    [
      "Pace of texts",
      pace === undefined
        ? "what the carrier’s kind of number allows"
        : `${pace.segmentsPerSecond} segments a second, ${pace.burst} at once`,
    ],
  ];
};

const depositWords = (rules: NonNullable<TenantSettings["deposits"]>): string => {
  const { fromRisk, everybody, services = [] } = rules;
  const parts = [
    everybody === true && "from everybody",
    everybody === false && "not from everybody",
    fromRisk === null && "from nobody because of their risk",
    typeof fromRisk === "number" && `at a risk of ${fromRisk} or more`,
    services.length > 0 && `for ${services.join(", ")}`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? "as the pack says" : parts.join("; ");
};

const budgetWords = ({
  tokensPerMonth,
  minorPerMonth,
}: NonNullable<TenantSettings["modelBudget"]>): string =>
  `${tokensPerMonth} tokens a month${minorPerMonth === null ? "" : `, or ${minorPerMonth} cents`}`;

const form = ({ settings, version }: Shown): Markup =>
  html`<section class="card" aria-labelledby="change"><h2 id="change">Change them</h2>
<form class="fields" data-live data-post="The settings are saved." action="/settings" hidden>
<input type="hidden" name="version" value="${version}">
<label>Name, as customers know it<input name="name" value="${settings.name}" required maxlength="60" autocomplete="off"></label>
<label>Phone that customers may call<input name="phone" value="${settings.phone}" type="tel" required maxlength="64" autocomplete="off"></label>
<label>Time zone<input name="zone" value="${settings.zone}" required autocomplete="off"></label>
<label>Country, two letters<input name="country" value="${settings.country}" required maxlength="2" autocomplete="off"></label>
<label>Language of days and months<input name="locale" value="${settings.locale}" required autocomplete="off"></label>
<fieldset><legend>No texts</legend><label>From<input name="from" value="${settings.quietHours.from}" type="time" required></label><label>Until<input name="until" value="${settings.quietHours.until}" type="time" required></label></fieldset>
<label>Page where customers book<input name="bookingLink" value="${settings.bookingLink ?? ""}" type="url" autocomplete="off"></label>
<label>Page for reviews<input name="reviewLink" value="${settings.reviewLink ?? ""}" type="url" autocomplete="off"></label>
<label class="check"><input type="checkbox" name="onHold" value="yes"${settings.onHold === true ? html` checked` : null}>On hold: send nothing</label>
<button id="keep-settings" type="submit">Save</button></form>
<p class="soft small">Everything else is changed with <code>aro settings set</code>; the pack with <code>ARO_PACK</code>.</p></section>`;
