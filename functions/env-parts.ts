import * as z from "zod";

/** Parts of `functions/env.ts`: what is logged, and the language model that reads answers. */
const levels = ["debug", "info", "warn", "error"] as const;

export const logLevel = z.enum(levels, { error: `must be one of ${levels.join(", ")}` });

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

/** An address without a name, or a name without an address, is a model that somebody believes to have. */
export const modelIsWhole = (
  { ARO_MODEL_URL: url, ARO_MODEL: name }: { ARO_MODEL_URL?: unknown; ARO_MODEL?: unknown },
  context: z.RefinementCtx,
): void => {
  if ((url === undefined) === (name === undefined)) return;
  const [path, other] =
    url === undefined ? ["ARO_MODEL_URL", "ARO_MODEL"] : ["ARO_MODEL", "ARO_MODEL_URL"];
  context.addIssue({ code: "custom", path: [path], message: `is needed with ${other}` });
};

/** How often somebody may be refused, and how we know who it is. */
export const limitVariables = [
  {
    name: "ARO_PROXIES",
    why: "How many proxies of yours stand in front; each adds the address that it saw to X-Forwarded-For.",
    example: "0",
  },
  {
    name: "ARO_REFUSALS_PER_MINUTE",
    why: "How often an address may be refused at one endpoint in a minute before it is not listened to; 0 for no limit.",
    example: "60",
  },
] as const;

const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, { error: `must be a whole number up to ${most}` })
    .transform(Number)
    .refine((number) => number <= most, { error: `must be a whole number up to ${most}` });

export const limitSettings = {
  ARO_PROXIES: wholeNumber(5).default(0),
  ARO_REFUSALS_PER_MINUTE: wholeNumber(100_000).default(60),
};

/** What the business works by, and who may ask it. */
export const businessVariables = [
  {
    name: "ARO_API_TOKEN",
    why: "Bearer token for programs of the business, 24 characters or more (live, optional: without it there is none).",
    example: "",
  },
  {
    name: "ARO_PACK",
    why: "Profile pack that the business works by: a folder, or the name of one that comes along (healthcare, salon).",
    example: "healthcare",
  },
] as const;

export const businessSettings = {
  ARO_API_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{24,512}$/, { error: "must be 24 to 512 visible ASCII characters" })
    .optional(),
  ARO_PACK: z.string().min(1).max(500).default("healthcare"),
};
