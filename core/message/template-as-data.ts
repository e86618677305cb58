import { type LiquidNode, type LiquidValue, nodesOf } from "#core/message/liquid";
import type { Part, Question, TemplateData } from "#core/message/template-data";
import { parseTemplate } from "#core/message/render";
import { messageVariables } from "#core/message/values";

/** The template as data; `null` where it cannot be read, or says more than a choice between words. */
export const templateAsData = (id: string, source: string): TemplateData | null => {
  const template = parseTemplate(id, source);
  const parts = template.ok ? partsOf(nodesOf(source)) : null;
  return template.ok && parts !== null ? { variables: template.value.variables, parts } : null;
};

const partsOf = (nodes: readonly LiquidNode[]): readonly Part[] | null => allOf(nodes.map(partOf));

const allOf = <T>(all: readonly (T | null)[]): readonly T[] | null => {
  const there = all.filter((one) => one !== null);
  return there.length === all.length ? there : null;
};

/** A comment is nothing to say. Whitespace is folded once the text is whole, so it may be here. */
const partOf = (node: LiquidNode): Part | null => {
  if (node.str !== undefined) return node.str.replace(/\s+/gu, " ");
  switch (node.name) {
    case undefined:
      return node.value === undefined ? null : valueIn(node.value);
    case "comment":
    case "#":
      return "";
    case "if":
    case "unless":
      return choiceOf(node.name === "unless", node.branches ?? [], node.elseTemplates ?? []);
    default:
      return null;
  }
};

const valueIn = (value: LiquidValue): Part | null => {
  const question = questionIn(value);
  return question === null || question.equals !== undefined ? null : { fill: question.path };
};

/** Only the first question of an `unless` is turned round. */
const choiceOf = (
  isUnless: boolean,
  all: NonNullable<LiquidNode["branches"]>,
  rest: readonly LiquidNode[],
): Part | null => {
  const otherwise = partsOf(rest);
  const branches = allOf(
    all.map(({ value, templates }, index) => {
      const question = questionIn(value);
      const parts = partsOf(templates);
      if (question === null || parts === null) return null;
      const isNot = (question.isNot ?? false) !== (isUnless && index === 0);
      return { when: { ...question, isNot }, parts };
    }),
  );
  return branches && otherwise && { branches, otherwise };
};

/** `links.cancel`, or `by_email == false`; a path that is written otherwise is none here. */
const questionIn = ({ initial, filters }: LiquidValue): Question | null => {
  const [asked, other, operator, ...more] = initial.postfix;
  const path = asked?.props === undefined ? "" : asked.getText();
  if (!messageVariables.includes(path) || filters.length + more.length > 0) return null;
  return other === undefined ? { path } : comparisonOf(path, other.content, operator?.operator);
};

const comparisonOf = (path: string, equals: unknown, operator = ""): Question | null =>
  ["==", "!="].includes(operator) && (typeof equals === "string" || typeof equals === "boolean")
    ? { path, equals, isNot: operator === "!=" }
    : null;
