import type { MessageValues } from "#core/message/values";

/** A text with gaps, checked: it can be filled with any values. */
export type Template = {
  readonly id: string;
  readonly variables: readonly VariableUse[];
  /** Throws when a variable is missing: what a template may name is checked when it is read. */
  readonly textWith: (values: object) => string;
};

/** A dotted path and the line on which it stands; a path that is computed keeps a `[…]` no list can declare. */
export type VariableUse = { readonly path: string; readonly line: number };

/** One line of text: whitespace of any kind is folded, so a template may be laid out for reading. */
export const renderTemplate = (template: Template, values: MessageValues): string =>
  folded(template.textWith({ by_email: false, is_confirmed: false, ...values }));

/** The system, not the template, tells how to opt out: it cannot be forgotten, nor worded twice. */
export const withNotice = (text: string, optOutNotice: string): string =>
  folded(`${text} ${optOutNotice}`);

const folded = (text: string): string => text.replace(/\s+/gu, " ").trim();
