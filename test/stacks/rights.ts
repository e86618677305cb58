import {
  listed,
  type Placed,
  spelled,
  type Statement,
  statementsIn,
} from "#test/stacks/synthesised";

/** What a function asks of AWS. `keys` are the leading keys of a table's items; a queue has none. */
export type Call = {
  readonly action: string;
  readonly resource: string;
  readonly keys: readonly string[];
};

/**
 * Whether IAM would let these statements do that: one allows, and none denies. It knows the conditions that our
 * policies put on leading keys, and takes every other condition as met.
 */
export const isAllowed = (statements: readonly Statement[], call: Call): boolean => {
  const fitting = statements.filter((statement) => fits(statement, call));
  const effects = new Set(fitting.map(({ Effect }) => Effect));
  return effects.has("Allow") && !effects.has("Deny");
};

const fits = ({ Action, Resource, Condition }: Statement, call: Call): boolean =>
  listed(Action).some((action) => like(action, call.action)) &&
  listed(Resource).some((one) => like(literal(spelled(one)), call.resource)) &&
  Object.entries(Condition ?? {}).every(([operator, { "dynamodb:LeadingKeys": wanted }]) =>
    wanted === undefined ? true : isMet(operator, listed(wanted).map(spelled), call.keys),
  );

const isMet = (operator: string, wanted: readonly string[], keys: readonly string[]): boolean => {
  const isWanted = (key: string) => wanted.some((pattern) => like(pattern, key));
  switch (operator) {
    case "Null":
      return keys.length > 0;
    case "ForAllValues:StringLike":
      return keys.every(isWanted);
    case "ForAnyValue:StringLike":
      return keys.some(isWanted);
    default:
      throw new Error(`Nobody has taught the judge "${operator}"`);
  }
};

/** `*` is any text, `?` one character: nothing else is special, as in IAM. */
const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  ).test(text);

const literal = (arn: string): string => arn.replaceAll(`\${AWS::Partition}`, "aws");

/** The statements of `streams/react` and of every other function, by its name. */
export const rightsOf = (
  policies: readonly Placed[],
  functionName: string,
): readonly Statement[] => {
  const id = functionName
    .split(/[/-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("");
  const policy = policies.find((one) => one.id.startsWith(`${id}May`));
  if (policy === undefined) throw new Error(`There is no policy of ${functionName}`);
  return statementsIn(policy);
};

/** `dynamodb:PutItem commits t#task/x`, of production. */
export const callOf = (action: string, resource: string, key?: string): Call => {
  const [service] = action.split(":");
  const arn = `arn:aws:${service}:us-east-1:111122223333:${service === "dynamodb" ? "table/" : ""}`;
  return {
    action,
    resource: `${arn}aro-production-${resource}`,
    keys: key === undefined ? [] : [key],
  };
};
