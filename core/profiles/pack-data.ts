import type { Json } from "#core/kernel/canonical";
import type { Pack } from "#core/profiles/pack";
import type { Action, Definition, Expression, Step, Trigger } from "#core/workflow/definition";
import { momentFrom, recalled, zoneExpressionFrom } from "#core/workflow/expression-data";

/**
 * A pack that has been read and judged, as data. Whoever has it needs neither YAML nor schema nor linter; its
 * conditions and times are text again, and are compiled when they are first asked.
 */
export type PackData = AsData<Pack>;

/** The same without what can only be called. */
export type AsData<T> = [T] extends [Json | undefined]
  ? T
  : T extends Expression
    ? Omit<T, "evaluate">
    : { readonly [Key in keyof T]: AsData<T[Key]> };

/** What can only be called has no spelling in JSON. */
export const packAsData = (pack: Pack): PackData => JSON.parse(JSON.stringify(pack)) as PackData;

/** Nothing is judged: it was before it became data. */
export const packFromData = (data: PackData): Pack => ({
  ...data,
  journeys: data.journeys.map(definitionFrom),
});

const definitionFrom = (data: AsData<Definition>): Definition => ({
  ...data,
  on: triggerFrom(data.on),
  if: data.if && recalled(data.if),
  steps: data.steps.map(stepFrom),
});

const triggerFrom = (data: AsData<Trigger>): Trigger => {
  if (data.kind === "time") return { ...data, at: recalled(data.at) };
  return data.kind === "cron"
    ? { ...data, zone: data.zone && zoneExpressionFrom(data.zone) }
    : data;
};

const stepFrom = (data: AsData<Step>): Step => ({
  ...data,
  if: data.if && recalled(data.if),
  do: actionFrom(data.do),
});

const actionFrom = (data: AsData<Action>): Action => {
  if (data.kind === "wait") return { ...data, until: momentFrom(data.until) };
  if (data.kind !== "choose") return data;
  return {
    ...data,
    options: data.options.map((option) => ({
      ...option,
      when: option.when && recalled(option.when),
    })),
  };
};
