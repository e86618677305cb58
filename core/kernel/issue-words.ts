import type * as z from "zod";

/** What is wrong with a value, to stand behind its place: `name is missing`. What a schema says itself goes before. */
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
      return tooSmall(issue.origin, issue.minimum);
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

const tooSmall = (origin: string, least: number | bigint): string => {
  if (origin === "string" && least === 1) return "must not be empty";
  if (origin === "array" && least === 1) return "must name at least one";
  return `must be ${sizeOf(origin, least, "at least")}`;
};

const sizeOf = (origin: string, bound: number | bigint, most: string): string => {
  if (origin === "string") return `${most} ${bound} characters long`;
  return origin === "array" ? `a list of ${most} ${bound}` : `${most} ${bound}`;
};
