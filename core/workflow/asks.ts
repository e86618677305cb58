import type { CustomerInExpressions, Definition, Step } from "#core/workflow/definition";
import type { Definitions } from "#core/workflow/draft";

/** Whether a definition asks anything of the customer. Only then are they looked up, and recorded with its runs. */
export const asksOfCustomer = (definition: Definition): boolean => {
  const known = asking.get(definition);
  if (known !== undefined) return known;
  const asks = sourcesIn(definition).some((source) => /\bcustomer\s*[.[]/.test(source));
  asking.set(definition, asks);
  return asks;
};

export const anyAsksOfCustomer = ({ current }: Definitions): boolean =>
  current.some(asksOfCustomer);

/** For who has no history, or where nobody has looked: nothing is held against them. */
export const nobodyKnown: CustomerInExpressions = {
  risk: { score: 0, level: "low" },
  no_shows: 0,
};

/** A definition never changes, so its answer is worked out once. */
const asking = new WeakMap<Definition, boolean>();

const sourcesIn = ({ on, if: condition, steps }: Definition): readonly string[] => [
  ...(condition === null ? [] : [condition.source]),
  ...(on.kind === "time" ? [on.at.source] : []),
  ...steps.flatMap(sourcesOf),
];

const sourcesOf = ({ if: condition, do: action }: Step): readonly string[] => {
  const own = condition === null ? [] : [condition.source];
  if (action.kind === "wait") return [...own, action.until.source];
  if (action.kind !== "choose") return own;
  return [...own, ...action.options.flatMap(({ when }) => (when === null ? [] : [when.source]))];
};
