import { ok, type Result, refuse } from "#core/kernel/result";
import {
  type ParsedLiquid,
  parseLiquid,
  renderLiquid,
  type VariableUse,
  variablesOf,
} from "#core/message/liquid";
import { memo } from "#core/kernel/memo";
import { type MessageValues, messageVariables } from "#core/message/values";

/** A text with gaps, checked: it can be rendered with any values. */
export type Template = {
  readonly id: string;
  readonly source: string;
  readonly parsed: ParsedLiquid;
  readonly variables: readonly VariableUse[];
};

export type TemplateProblem = {
  readonly rule: "syntax" | "unknown_variable";
  readonly message: string;
  readonly line: number;
};

/** Reads a template in Liquid; the same text is read once. */
export const parseTemplate = (
  id: string,
  source: string,
): Result<Template, readonly TemplateProblem[]> => {
  const read = readSource(source);
  return read.ok ? ok({ id, source, ...read.value }) : read;
};

/** One line of text: whitespace of any kind is folded, so a template may be laid out for reading. */
export const renderTemplate = (template: Template, values: MessageValues): string =>
  folded(renderLiquid(template.parsed, { by_email: false, is_confirmed: false, ...values }));

/** The system, not the template, tells how to opt out: it cannot be forgotten, nor worded twice. */
export const withNotice = (text: string, optOutNotice: string): string =>
  folded(`${text} ${optOutNotice}`);

const readSource = memo(
  500,
  (source): Result<Pick<Template, "parsed" | "variables">, readonly TemplateProblem[]> => {
    const parsed = parseLiquid(source);
    if (!parsed.ok) return refuse([{ rule: "syntax", ...parsed.refusal }]);

    const variables = variablesOf(parsed.value);
    const unknown = variables.filter(({ path }) => !messageVariables.includes(path));
    if (unknown.length > 0) return refuse(unknown.map(unknownVariable));
    return ok({ parsed: parsed.value, variables });
  },
);

const unknownVariable = ({ path, line }: VariableUse): TemplateProblem => ({
  rule: "unknown_variable",
  message: `Cannot fill "${path}": a text may name ${messageVariables.join(", ")}`,
  line,
});

const folded = (text: string): string => text.replace(/\s+/gu, " ").trim();
