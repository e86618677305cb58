import type { Json } from "#core/kernel/canonical";
import type { parseTemplate } from "#core/message/render";
import type { Template } from "#core/message/template";
import { type TemplateData, templateFrom } from "#core/message/template-data";
import type { ReadyPack } from "#core/profiles/in-use";
import type { Pack } from "#core/profiles/pack";
import type { Action, Definition, Expression, Step, Trigger } from "#core/workflow/definition";
import {
  type ExpressionData,
  type Language as Workflow,
  momentFrom,
  placeFrom,
  recalled,
} from "#core/workflow/expression-data";

/**
 * A pack that has been read and judged, as data. Whoever has it needs neither YAML nor schema nor linter, and
 * the languages of conditions and texts only where one of them says more than data can.
 */
export type PackData = AsData<Omit<Pack, "templates">> & {
  /** As text those that say more than a choice between words. */
  readonly templates: Readonly<Record<string, TemplateData | string>>;
};

/** What reads conditions, patterns and texts. */
export type Language = Workflow & { readonly parseTemplate: typeof parseTemplate };

/** The same without what can only be called. */
export type AsData<T> = [T] extends [Json | undefined]
  ? T
  : T extends Expression<infer Type>
    ? ExpressionData<Type>
    : T extends readonly (infer Item)[]
      ? readonly AsData<Item>[]
      : {
          readonly [Key in keyof T as T[Key] extends (...args: never) => unknown
            ? never
            : Key]: AsData<T[Key]>;
        };

/** Nothing is judged: it was before it became data. Throws where the language is needed and not there. */
export const packFromData = (data: PackData, language: Language | null): ReadyPack => ({
  ...data,
  journeys: data.journeys.map((one) => definitionFrom(one, language)),
  templates: (id) => templateIn(data.templates[id], id, language),
});

const templateIn = (
  data: TemplateData | string | undefined,
  id: string,
  language: Language | null,
): Template | null => {
  if (data === undefined) return null;
  if (typeof data !== "string") return templateFrom(id, data);
  if (language === null) throw new Error(`Cannot use the template "${id}" any more`);
  const read = language.parseTemplate(id, data);
  return read.ok ? read.value : null;
};

const definitionFrom = (data: AsData<Definition>, language: Language | null): Definition => ({
  ...data,
  on: triggerFrom(data.on, language),
  if: data.if && recalled(data.if, language),
  steps: data.steps.map((step) => stepFrom(step, language)),
});

const triggerFrom = (data: AsData<Trigger>, language: Language | null): Trigger => {
  if (data.kind === "time") return { ...data, at: recalled(data.at, language) };
  if (data.kind !== "cron") return data;
  const { pattern, zone } = data;
  if (language === null) throw new Error(`Cannot use the cron pattern "${pattern}" any more`);
  return {
    ...data,
    zone: zone && placeFrom(zone, language),
    next: (place, after) => language.nextCron(pattern, place, after),
  };
};

const stepFrom = (data: AsData<Step>, language: Language | null): Step => ({
  ...data,
  if: data.if && recalled(data.if, language),
  do: actionFrom(data.do, language),
});

const actionFrom = (data: AsData<Action>, language: Language | null): Action => {
  if (data.kind === "wait") return { ...data, until: momentFrom(data.until, language) };
  if (data.kind !== "choose") return data;
  return {
    ...data,
    options: data.options.map((option) => ({
      ...option,
      when: option.when && recalled(option.when, language),
    })),
  };
};
