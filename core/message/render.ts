import { ok, type Result, refuse } from "#core/kernel/result";
import { parseLiquid, renderLiquid, variablesOf } from "#core/message/liquid";
import { memo } from "#core/kernel/memo";
import type { Template, VariableUse } from "#core/message/template";
import { messageVariables } from "#core/message/values";

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
  return read.ok ? ok({ id, ...read.value }) : read;
};

/** Reads those of a pack as they are asked for; `null` where there is none that can be read. */
export const templatesFrom =
  (sources: Readonly<Record<string, string>>) =>
  (id: string): Template | null => {
    const source = sources[id];
    const template = source === undefined ? null : parseTemplate(id, source);
    return template?.ok === true ? template.value : null;
  };

const readSource = memo(500, (source): Result<Omit<Template, "id">, readonly TemplateProblem[]> => {
  const parsed = parseLiquid(source);
  if (!parsed.ok) return refuse([{ rule: "syntax", ...parsed.refusal }]);

  const variables = variablesOf(parsed.value);
  const unknown = variables.filter(({ path }) => !messageVariables.includes(path));
  if (unknown.length > 0) return refuse(unknown.map(unknownVariable));
  return ok({ variables, textWith: (values) => renderLiquid(parsed.value, values) });
});

const unknownVariable = ({ path, line }: VariableUse): TemplateProblem => ({
  rule: "unknown_variable",
  message: `Cannot fill "${path}": a text may name ${messageVariables.join(", ")}`,
  line,
});
