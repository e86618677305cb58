import * as z from "zod";

/** The variables of the language model that reads answers; part of `functions/env.ts`. */
export const modelVariables = [
  {
    name: "ARO_MODEL_URL",
    why: "Language model for answers that the table does not know: an address like `https://api.openai.com/v1`, or `bedrock://us-east-1`. Without it a person reads them.",
    example: "",
  },
  { name: "ARO_MODEL", why: "Name of that model.", example: "" },
  { name: "ARO_MODEL_KEY", why: "Key of that model's server, where it wants one.", example: "" },
  {
    name: "ARO_MODEL_TOKENS",
    why: "Tokens that a business may use up in a month.",
    example: "500000",
  },
] as const;

const notAModel = "must be an address without a slash at its end, or bedrock://<region>";

export const modelSettings = {
  ARO_MODEL_URL: z
    .string()
    .regex(/^(?:https?:\/\/\S+[^/\s]|bedrock:\/\/[a-z0-9-]+)$/, { error: notAModel })
    .optional(),
  ARO_MODEL: z.string().min(1).optional(),
  ARO_MODEL_KEY: z.string().min(1).optional(),
  ARO_MODEL_TOKENS: z
    .string()
    .regex(/^\d{1,12}$/, { error: "must be a whole number" })
    .transform(Number)
    .optional(),
};
