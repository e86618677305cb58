import * as z from "zod";

/**
 * A part of `functions/env.ts`: what a function on AWS is told of the ground it stands on. The stacks set these and
 * nobody else does, so they stand in no `.env`. A function is told only what it needs.
 */
export const groundVariables = [
  "ARO_STAGE",
  "ARO_TABLE_COMMITS",
  "ARO_TABLE_VIEWS",
  "ARO_TABLE_KEYS",
  "ARO_VAULT_KEY",
  "ARO_QUEUE_EXECUTIONS",
  "ARO_QUEUE_CLASSIFICATIONS",
  "ARO_QUEUE_WAKES_ARN",
  "ARO_QUEUE_GIVEN_BACK",
  "ARO_SCHEDULES",
  "ARO_SCHEDULES_ROLE",
  "ARO_SCHEDULES_UNRUNG",
  "ARO_SECRETS",
] as const;

type Named = (typeof groundVariables)[number];

export type Ground = Readonly<Record<Named, string | undefined>> & {
  /** Throws where the stacks have not told it, although it is needed. */
  readonly needed: (name: Named) => string;
};

export type Variables = Readonly<Record<string, string | undefined>>;

export const groundFrom = (variables: Variables): Ground => {
  const told = Object.fromEntries(
    groundVariables.map((name) => [name, variables[name] || undefined]),
  ) as Readonly<Record<Named, string | undefined>>;
  const needed = (name: Named): string => {
    const value = told[name];
    if (value === undefined) throw invalid(name, "is missing: the function was not told it");
    return value;
  };
  return { ...told, needed };
};

/** The names of the tables, of which each function may do what it was granted. */
export const tablesIn = ({ needed }: Ground) => ({
  commits: needed("ARO_TABLE_COMMITS"),
  views: needed("ARO_TABLE_VIEWS"),
  keys: needed("ARO_TABLE_KEYS"),
});

/** What a function does with one provider's settings; `null` where none of them is set. */
export const settingsIn = <Shape extends z.ZodRawShape>(
  variables: Variables,
  shape: Shape,
): z.infer<z.ZodObject<Shape>> => {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = z.object(shape).safeParse(set);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(String(issue?.path[0] ?? ""), issue?.message ?? "cannot be used");
};

const invalid = (variable: string, why: string): Error =>
  Object.assign(new Error(`Cannot use ${variable}: it ${why}`), { name: "ConfigurationInvalid" });
