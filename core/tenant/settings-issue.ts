import type * as z from "zod";

/** What is wrong with a setting, to stand behind its place: `name is missing`. `undefined`: the schema has said it. */
export const issueWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return "is missing";
  switch (issue.code) {
    case "unrecognized_keys":
      return `has no field "${issue.keys[0]}"`;
    case "invalid_type":
      return `must be ${kinds.get(issue.expected) ?? `of the kind ${issue.expected}`}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `must be ${sizeOf(issue.origin, issue.minimum, "at least")}`;
    case "too_big":
      return `must be ${sizeOf(issue.origin, issue.maximum, "at most")}`;
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
      return "cannot be used";
  }
};

const kinds: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["object", "an object"],
  ["record", "an object"],
  ["array", "a list"],
]);

const sizeOf = (origin: string, bound: number | bigint, most: string): string => {
  if (origin === "string" && bound === 1) return "a text that is not empty";
  if (origin === "string") return `${most} ${bound} characters long`;
  return origin === "array" ? `a list of ${most} ${bound}` : `${most} ${bound}`;
};
