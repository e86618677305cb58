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
  const deposit = { link: depositLinkFrom(values.deposit.link, isOwnLink) };
  const { review_link: review = null, booking_link: booking = null } = values.clinic;
  const own = { review_link: linkFrom(review), booking_link: linkFrom(booking) };
  if (lacksLink(template, own)) return refuse("link_missing");

  const filled = { ...values, clinic: { ...values.clinic, ...own } };
  const whole = judged(measured(template, { ...filled, links, deposit }, rules));
  const hasNone = Object.values({ ...links, ...deposit }).every((link) => link === null);
  if (whole.ok || hasNone) return whole;
  return judged(measured(template, { ...filled, ...noLinks }, rules));
};

/**
 * Whether a deposit's link leads to a page of this very program, as the sandbox's does: that one need not be an
 * `https` address. Asked only of what the payment service has made, never of a booking's links.
 */
export type IsOwnLink = (link: string) => boolean;

const nothingIsOwn: IsOwnLink = () => false;

const depositLinkFrom = (link: string | null, isOwn: IsOwnLink): string | null =>
  link !== null && isOwn(link) ? link : linkFrom(link);

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
