import * as z from "zod";

/** A part of `functions/env.ts`: the channels over which customers hear from a business. */
export const channelVariables = [
  { name: "TWILIO_ACCOUNT_SID", why: "Account that sends texts (live).", example: "" },
  {
    name: "TWILIO_AUTH_TOKEN",
    why: "Primary auth token: authenticates us, and signs the carrier's callbacks (live).",
    example: "",
  },
  {
    name: "TWILIO_FROM",
    why: "Sender: a number in E.164 or a messaging service's sid (live).",
    example: "",
  },
  {
    name: "TWILIO_WHATSAPP_FROM",
    why: "Sender on WhatsApp: a number in E.164 (live, optional: nothing goes there without).",
    example: "",
  },
  {
    name: "SES_REGION",
    why: "Region of Amazon SES that sends e-mails (live, optional: none go without).",
    example: "us-east-1",
  },
  {
    name: "SES_ACCESS_KEY_ID",
    why: "Access key that may call ses:SendEmail (live, with SES_REGION).",
    example: "",
  },
  {
    name: "SES_SECRET_ACCESS_KEY",
    why: "Its secret (live, with SES_REGION).",
    example: "",
  },
  {
    name: "SES_FROM",
    why: "Verified address that e-mails come from (live, with SES_REGION).",
    example: "",
  },
  {
    name: "SES_CONFIGURATION_SET",
    why: "Configuration set whose events go to SES_TOPIC (live, with SES_REGION).",
    example: "",
  },
  {
    name: "SES_TOPIC",
    why: "ARN of the SNS topic that tells what became of e-mails (live, with SES_REGION).",
    example: "",
  },
] as const;

const needed = z.string({ error: "is missing" });

export const channelSettings = {
  TWILIO_ACCOUNT_SID: needed,
  TWILIO_AUTH_TOKEN: needed,
  TWILIO_FROM: needed,
  TWILIO_WHATSAPP_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, { error: "must be a number like +14155238886" })
    .optional(),
  SES_REGION: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: "must be a region like us-east-1" })
    .optional(),
  SES_ACCESS_KEY_ID: z.string().optional(),
  SES_SECRET_ACCESS_KEY: z.string().optional(),
  SES_FROM: z.string().optional(),
  SES_CONFIGURATION_SET: z.string().optional(),
  SES_TOPIC: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, { error: "must be a topic's ARN" })
    .optional(),
};

const ofSes = [
  "SES_REGION",
  "SES_ACCESS_KEY_ID",
  "SES_SECRET_ACCESS_KEY",
  "SES_FROM",
  "SES_CONFIGURATION_SET",
  "SES_TOPIC",
] as const;

/** Half a mail service would lose what becomes of e-mails, or not send them: all of it, or none. */
export const mailIsWhole = (
  set: Readonly<Partial<Record<(typeof ofSes)[number], unknown>>>,
  context: z.RefinementCtx,
): void => {
  if (ofSes.every((name) => set[name] === undefined)) return;
  for (const name of ofSes)
    if (set[name] === undefined)
      context.addIssue({
        code: "custom",
        path: [name],
        message: "is missing beside the other SES_…",
      });
};
