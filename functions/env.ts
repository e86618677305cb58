import * as z from "zod";
import { aBookingSystemIsWhole, bookingSettings, bookingVariables } from "#functions/env-booking";
import { channelSettings, channelVariables, mailIsWhole } from "#functions/env-channels";
import {
  businessSettings,
  businessVariables,
  limitSettings,
  limitVariables,
  logLevel,
  modelIsWhole,
  modelSettings,
  modelVariables,
} from "#functions/env-parts";
import { ok, type Result, refuse } from "#core/kernel/result";

/**
 * The only reader of the environment. Every variable stands here with its reason and its default;
 * `.env.example` is held against this list.
 */
export const environment = [
  {
    name: "ARO_MODE",
    why: "`sandbox` plays the providers itself; `live` talks to the real ones.",
    example: "sandbox",
  },
  { name: "ARO_DATA", why: "Folder that holds all data of the embedded runtime.", example: ".aro" },
  {
    name: "HOST",
    why: "Address to listen on; only loopback until operators can sign in.",
    example: "127.0.0.1",
  },
  { name: "PORT", why: "Port to listen on; 0 takes a free one.", example: "3000" },
  ...businessVariables,
  {
    name: "ARO_LOG_LEVEL",
    why: "Least level that is logged: debug, info, warn or error.",
    example: "info",
  },
  {
    name: "ARO_PUBLIC_URL",
    why: "Where providers reach this server; signed into callback addresses.",
    example: "https://aro.example.com",
  },
  ...limitVariables,
  ...modelVariables,
  ...bookingVariables,
  ...channelVariables,
  {
    name: "STRIPE_SECRET_KEY",
    why: "Secret or restricted key that makes payment links (live; without it no deposit can be asked for).",
    example: "",
  },
  {
    name: "STRIPE_WEBHOOK_SECRET",
    why: "Signing secret of the Stripe webhook endpoint (live; needed with STRIPE_SECRET_KEY).",
    example: "",
  },
] as const;

const notAPort = "must be a whole number from 0 to 65535";
const loopback = ["127.0.0.1", "::1", "localhost"];

const common = {
  ARO_DATA: z.string().min(1).default(".aro"),
  HOST: z
    .string()
    .default("127.0.0.1")
    .refine((host) => loopback.includes(host), {
      error: `must be one of ${loopback.join(", ")}: nobody can sign in yet, so nobody else may reach it`,
    }),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: notAPort })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: notAPort })
    .default(3000),
  ...businessSettings,
  ARO_LOG_LEVEL: logLevel.default("info"),
  ...limitSettings,
  ...modelSettings,
};

const needed = z.string({ error: "is missing" });

const schema = z.discriminatedUnion(
  "ARO_MODE",
  [
    z.object({ ARO_MODE: z.literal("sandbox"), ...common }),
    z
      .object({
        ARO_MODE: z.literal("live"),
        ...common,
        ARO_PUBLIC_URL: needed.pipe(
          z.url({ protocol: /^https$/, error: "must be an https address" }),
        ),
        ...bookingSettings,
        ...channelSettings,
        STRIPE_SECRET_KEY: z
          .string()
          .regex(/^[sr]k_(?:live|test)_\w+$/, {
            error: "must begin with sk_live_, sk_test_ or rk_",
          })
          .optional(),
        STRIPE_WEBHOOK_SECRET: z
          .string()
          .regex(/^whsec_\w+$/, { error: "must begin with whsec_" })
          .optional(),
      })
      .superRefine(mailIsWhole)
      .superRefine(aBookingSystemIsWhole)
      .refine(
        (live) =>
          (live.STRIPE_SECRET_KEY === undefined) === (live.STRIPE_WEBHOOK_SECRET === undefined),
        {
          path: ["STRIPE_WEBHOOK_SECRET"],
          error: "is needed with STRIPE_SECRET_KEY, and only with it",
        },
      ),
  ],
  { error: "must be sandbox or live" },
);

export type Configuration = z.infer<typeof schema>;

type ConfigurationInvalid = {
  readonly code: "configuration_invalid";
  readonly details: { readonly variable: string; readonly why: string; readonly purpose: string };
};

/** Reads the configuration; refuses with the first variable that cannot be used, what is wrong, and what it is for. */
export const configurationFrom = (
  variables: Readonly<Record<string, string | undefined>>,
): Result<Configuration, ConfigurationInvalid> => {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value?.trim() !== ""),
  );
  const parsed = schema
    .superRefine(modelIsWhole)
    .safeParse({ ...set, ARO_MODE: set["ARO_MODE"] ?? "sandbox" });
  if (parsed.success) return ok(parsed.data);

  return refuse({ code: "configuration_invalid", details: firstFault(parsed.error) });
};

const firstFault = ({ issues }: z.ZodError): ConfigurationInvalid["details"] => {
  const [issue] = issues;
  const variable = String(issue?.path[0] ?? "ARO_MODE");
  const purpose = environment.find(({ name }) => name === variable)?.why ?? "";
  return { variable, why: issue?.message ?? "cannot be used", purpose };
};
