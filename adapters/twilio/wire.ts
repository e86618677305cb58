import * as z from "zod";
import type { DeliveryStatus } from "#core/ports/messenger";

/** Twilio's shapes, as far as we read them. Statuses stay open texts: Twilio may add one on any day. */
export const messageResource = z.object({
  sid: z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/),
  status: z.string(),
  to: z.string().nullish(),
  body: z.string().nullish(),
  direction: z.string().nullish(),
  /** RFC 2822, to the second. */
  date_created: z.string().nullish(),
});

export type MessageResource = z.infer<typeof messageResource>;

export const messagePage = z.object({
  messages: z.array(messageResource),
  next_page_uri: z.string().nullable().default(null),
});

export const errorBody = z.object({ code: z.number().int() });

/** The fields of a form that we read. A field that comes twice is read once: its first value. */
export const formFields = (rawBody: Uint8Array): Readonly<Record<string, string>> => {
  const form = new URLSearchParams(new TextDecoder().decode(rawBody));
  return Object.fromEntries([...form].toReversed());
};

export type PayloadRefusal = {
  readonly code: "payload_invalid";
  readonly details: { readonly field: string };
};

/** Names the first field that is missing or malformed; never says what stood in it. */
export const payloadInvalid = (error: z.ZodError): PayloadRefusal => ({
  code: "payload_invalid",
  details: { field: error.issues[0]?.path.join(".") ?? "" },
});

/** `null`: a status that says nothing about the way of an outgoing text, or one we have never heard of. */
export const deliveryStatus = (status: string): DeliveryStatus | null =>
  statuses.get(status) ?? null;

/** In Twilio's enum, but about texts that come in or went out in part. */
export const otherStatuses: ReadonlySet<string> = new Set([
  "receiving",
  "received",
  "partially_delivered",
]);

const statuses: ReadonlyMap<string, DeliveryStatus> = new Map([
  ["accepted", "accepted"],
  ["scheduled", "scheduled"],
  ["queued", "queued"],
  ["sending", "sending"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["read", "delivered"], // Who has read it has received it.
  ["undelivered", "undelivered"],
  ["failed", "failed"],
  ["canceled", "canceled"],
]);
