import * as z from "zod";

/** A part of `functions/env.ts`: the booking systems. A business that goes live uses one of them at least. */
export const bookingVariables = [
  {
    name: "CALENDLY_SIGNING_KEY",
    why: "Signing key of the Calendly webhook subscription (live, if you use Calendly).",
    example: "",
  },
  {
    name: "CALENDLY_TOKEN",
    why: "Personal access token that lists Calendly's bookings, for the first synchronisation (live, optional).",
    example: "",
  },
  {
    name: "CALENDLY_ORGANIZATION",
    why: "URI of the organization whose bookings CALENDLY_TOKEN lists (live, with it).",
    example: "https://api.calendly.com/organizations/AAAAAAAAAAAAAAAA",
  },
  {
    name: "CALCOM_WEBHOOK_SECRET",
    why: "Secret of the Cal.com webhook (live, if you use Cal.com).",
    example: "",
  },
  {
    name: "CALCOM_API_KEY",
    why: "API key that lists Cal.com's bookings, for the first synchronisation (live, optional).",
    example: "",
  },
  {
    name: "ACUITY_USER_ID",
    why: "Number of the Acuity account, beside ACUITY_API_KEY (live, with it).",
    example: "",
  },
  {
    name: "ACUITY_API_KEY",
    why: "API key that signs Acuity's webhooks and asks for appointments (live, if you use Acuity).",
    example: "",
  },
  {
    name: "ACUITY_CURRENCY",
    why: "ISO 4217 currency of Acuity's prices, as in USD: its API names none (live, optional: visits have no price without).",
    example: "",
  },
  {
    name: "SQUARE_SIGNATURE_KEY",
    why: "Signature key of the Square webhook subscription (live, if you use Square).",
    example: "",
  },
  {
    name: "SQUARE_ACCESS_TOKEN",
    why: "Token that reads Square's bookings, customers and locations (live, with SQUARE_SIGNATURE_KEY).",
    example: "",
  },
] as const;

type Name = (typeof bookingVariables)[number]["name"];

export const bookingSettings = {
  CALENDLY_SIGNING_KEY: z.string().optional(),
  CALENDLY_TOKEN: z.string().optional(),
  CALENDLY_ORGANIZATION: z.url().optional(),
  CALCOM_WEBHOOK_SECRET: z.string().optional(),
  CALCOM_API_KEY: z.string().optional(),
  ACUITY_USER_ID: z.string().optional(),
  ACUITY_API_KEY: z.string().optional(),
  ACUITY_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: "must be three capitals, as in USD" })
    .optional(),
  SQUARE_SIGNATURE_KEY: z.string().optional(),
  SQUARE_ACCESS_TOKEN: z.string().optional(),
};

/** What each is of no use without. */
const needs: Readonly<Partial<Record<Name, readonly Name[]>>> = {
  CALENDLY_TOKEN: ["CALENDLY_SIGNING_KEY", "CALENDLY_ORGANIZATION"],
  CALENDLY_ORGANIZATION: ["CALENDLY_SIGNING_KEY", "CALENDLY_TOKEN"],
  CALCOM_API_KEY: ["CALCOM_WEBHOOK_SECRET"],
  ACUITY_USER_ID: ["ACUITY_API_KEY"],
  ACUITY_API_KEY: ["ACUITY_USER_ID"],
  ACUITY_CURRENCY: ["ACUITY_USER_ID", "ACUITY_API_KEY"],
  SQUARE_SIGNATURE_KEY: ["SQUARE_ACCESS_TOKEN"],
  SQUARE_ACCESS_TOKEN: ["SQUARE_SIGNATURE_KEY"],
};

const noneIsSet =
  "is missing, and no other booking system is set: CALCOM_WEBHOOK_SECRET, ACUITY_USER_ID with ACUITY_API_KEY, or SQUARE_SIGNATURE_KEY with SQUARE_ACCESS_TOKEN";

/** Half a booking system is one that somebody believes to have connected; without any, nobody could be reminded. */
export const aBookingSystemIsWhole = (
  set: Readonly<Partial<Record<Name, unknown>>>,
  context: z.RefinementCtx,
): void => {
  const isSet = (name: Name): boolean => set[name] !== undefined;
  const complain = (name: Name, message: string): void =>
    context.addIssue({ code: "custom", path: [name], message });
  const names = bookingVariables.map(({ name }) => name).filter(isSet);
  if (names.length === 0) complain("CALENDLY_SIGNING_KEY", noneIsSet);
  for (const name of names)
    for (const other of needs[name] ?? [])
      if (!isSet(other)) complain(other, `is missing beside ${name}`);
};
