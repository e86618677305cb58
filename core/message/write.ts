import { ok, type Result, refuse } from "#core/kernel/result";
import { inGsmLetters } from "#core/message/gsm-letters";
import { linkFrom } from "#core/message/link";
import { renderTemplate, type Template, withNotice } from "#core/message/template";
import type { TextRules } from "#core/message/rules";
import { type Segments, segmentsOf } from "#core/message/segments";
import type { MessageValues } from "#core/message/values";

export type Written = { readonly body: string; readonly segments: number };

/** `link_missing`: it is about a page of the business that has none. `text_too_long`: it takes more segments than the pack allows. `clinic_missing`: it would not say who writes. */
export type Unwritable = "text_too_long" | "clinic_missing" | "link_missing";

/**
 * The text as it will stand on the phone, notice included, or why it may not go.
 *
 * Where a link for reviews is named, our own page that leads on to it stands there, if there is one and room for it.
 *
 * The linter has tried every template with the longest values that the pack expects. The world may hold longer
 * ones, so every text is measured again: links that it has no room for are left out, and the template gives a
 * number to call instead. What is too long even then is refused, never sent as a text without end.
 */
export const writeText = (
  template: Template,
  values: MessageValues,
  rules: TextRules,
  isOwnLink: IsOwnLink = nothingIsOwn,
): Result<Written, Unwritable> => {
  const links = {
    reschedule: linkFrom(values.links.reschedule),
    cancel: linkFrom(values.links.cancel),
  };
  const deposit = { link: pageFrom(values.deposit.link, isOwnLink) };
  const { review_link: review, booking_link: booking } = values.clinic;
  const own = { review_link: linkFrom(review), booking_link: linkFrom(booking) };
  if (lacksLink(template, own)) return refuse("link_missing");

  const filled = { ...values, clinic: { ...values.clinic, ...own }, links, deposit };
  const page = pageFrom(values.review_page, isOwnLink);
  const told = page === null ? null : whole(template, leadingTo(page, filled), rules);
  return told?.ok === true ? told : whole(template, filled, rules);
};

const leadingTo = (page: string, values: MessageValues): MessageValues => ({
  ...values,
  clinic: { ...values.clinic, review_link: page },
});

/** With all its links, or where there is no room for them with none that it can do without. */
const whole = (
  template: Template,
  values: MessageValues,
  rules: TextRules,
): Result<Written, Unwritable> => {
  const written = judged(measured(template, values, rules));
  const hasNone = Object.values({ ...values.links, ...values.deposit }).every(
    (link) => link === null,
  );
  if (written.ok || hasNone) return written;
  return judged(measured(template, { ...values, ...noLinks }, rules));
};

/**
 * Whether a link leads to a page of this very program, as the sandbox's do: that one need not be an `https`
 * address. Asked only of what the payment service has made and of our own page for reviews, never of a booking's
 * links.
 */
export type IsOwnLink = (link: string) => boolean;

const nothingIsOwn: IsOwnLink = () => false;

const pageFrom = (link: string | null | undefined, isOwn: IsOwnLink): string | null =>
  typeof link === "string" && isOwn(link) ? link : linkFrom(link);

/** What is asked or offered on a page cannot be asked without it. */
const lacksLink = (
  { variables }: Template,
  own: Required<Pick<MessageValues["clinic"], "review_link" | "booking_link">>,
): boolean =>
  variables.some(
    ({ path }) =>
      (path === "clinic.review_link" && own.review_link === null) ||
      (path === "clinic.booking_link" && own.booking_link === null),
  );

type Measured = Segments & {
  readonly text: string;
  readonly body: string;
  readonly most: number;
  readonly namesClinic: boolean;
};

/** Writes a text without judging it; linter and sender measure alike. */
export const measured = (template: Template, values: MessageValues, rules: TextRules): Measured => {
  const written = rules.gsm7Only ? inGsmLetters : (text: string) => text;
  const name = nameWithin(written(values.clinic.name), rules.limits.clinicName);
  const text = written(renderTemplate(template, { ...values, clinic: { ...values.clinic, name } }));
  const body = withNotice(text, rules.optOutNotice);
  const most = rules.segments.exceptions[template.id]?.segments ?? rules.segments.default;
  return {
    ...segmentsOf(body),
    text,
    body,
    most,
    namesClinic: name !== "" && text.includes(name),
  };
};

const noLinks = { links: { reschedule: null, cancel: null }, deposit: { link: null } };

const judged = ({ body, segments, most, namesClinic }: Measured): Result<Written, Unwritable> => {
  if (!namesClinic) return refuse("clinic_missing");
  return segments > most ? refuse("text_too_long") : ok({ body, segments });
};

/** A name too long for its place ends after the last word that fits; a single word is cut. */
const nameWithin = (name: string, most: number): string => {
  const whole = name.replace(/\s+/gu, " ").trim();
  if (segmentsOf(whole).units <= most) return whole;

  const characters = Array.from(whole);
  let length = most;
  while (segmentsOf(characters.slice(0, length).join("")).units > most) length--;
  const fitting = characters.slice(0, length).join("");
  const words = characters[length] === " " ? fitting : fitting.slice(0, fitting.lastIndexOf(" "));
  return (fitting.includes(" ") ? words : fitting).replace(danglingEnd, "");
};

const danglingEnd = /(?:\s+(?:and|of|for|the|at)|[\s,&/|-])+$/iu;
