import type { Template, VariableUse } from "#core/message/template";

/** A template as data: what it says, what it fills in, and what it says only sometimes. */
export type TemplateData = {
  readonly variables: readonly VariableUse[];
  readonly parts: readonly Part[];
};

export type Part =
  | string
  | { readonly fill: string }
  | { readonly branches: readonly Branch[]; readonly otherwise: readonly Part[] };

/** The first that holds is said. */
type Branch = { readonly when: Question; readonly parts: readonly Part[] };

/** Whether there is a value and it is not false; with `equals`, whether it is that one. */
export type Question = {
  readonly path: string;
  readonly equals?: string | boolean;
  readonly isNot?: boolean;
};

/** Filled as Liquid fills the text that it was made of. */
export const templateFrom = (id: string, { variables, parts }: TemplateData): Template => ({
  id,
  variables,
  textWith: (values) => filled(parts, values),
});

const filled = (parts: readonly Part[], values: object): string =>
  parts.map((part) => said(part, values)).join("");

const said = (part: Part, values: object): string => {
  if (typeof part === "string") return part;
  if ("fill" in part) return String(valueAt(part.fill, values) ?? "");
  const branch = part.branches.find(({ when }) => holds(when, values));
  return filled(branch?.parts ?? part.otherwise, values);
};

const holds = ({ path, equals, isNot = false }: Question, values: object): boolean => {
  const value = valueAt(path, values);
  const is = equals === undefined ? value !== false && value !== null : value === equals;
  return is !== isNot;
};

/** What a text may name is a word, a yes or no, or nothing (`messageVariables`). */
const valueAt = (path: string, values: object): string | boolean | null => {
  const value = path.split(".").reduce<unknown>(memberOf, values);
  if (value === undefined) throw new Error(`Cannot fill "${path}": there is no such value`);
  return value as string | boolean | null;
};

const memberOf = (owner: unknown, name: string): unknown =>
  typeof owner === "object" && owner !== null && Object.hasOwn(owner, name)
    ? Object.entries(owner).find(([key]) => key === name)?.[1]
    : undefined;
