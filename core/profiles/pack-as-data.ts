import { templateAsData } from "#core/message/template-as-data";
import type { Pack } from "#core/profiles/pack";
import type { PackData } from "#core/profiles/pack-data";
import type { Expression } from "#core/workflow/definition";
import type { ExpressionData } from "#core/workflow/expression-data";
import { environment } from "#core/workflow/expression-language";
import { treeOf } from "#core/workflow/expression-tree";

/** The pack as data, and whether whoever has it needs the languages all the same. */
export const packAsData = (
  pack: Pack,
): { readonly data: PackData; readonly needsLanguage: boolean } => {
  const { templates, ...rest } = pack;
  const texts = Object.entries(templates).map(
    ([id, source]) => [id, templateAsData(id, source) ?? source] as const,
  );
  let needsLanguage =
    pack.journeys.some(({ on }) => on.kind === "cron") ||
    texts.some(([, text]) => typeof text === "string");
  // What can only be called has no spelling in JSON, and is left out.
  const text = JSON.stringify(
    { ...rest, templates: Object.fromEntries(texts) },
    (_, value: unknown) => {
      if (!isExpression(value)) return value;
      const tree = treeFrom(value);
      if (tree === null) needsLanguage = true;
      return { ...value, ...tree };
    },
  );
  return { data: JSON.parse(text) as PackData, needsLanguage };
};

const isExpression = (value: unknown): value is Expression =>
  typeof value === "object" && value !== null && "evaluate" in value;

/** `null` where it says too much. What is no CEL at all is a constant, and needs no tree. */
const treeFrom = ({ source }: Expression): Pick<ExpressionData, "tree"> | null => {
  try {
    const tree = treeOf(environment.parse(source).ast);
    return tree && { tree };
  } catch {
    return {};
  }
};
