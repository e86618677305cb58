import * as z from "zod";
import { readAddress } from "#adapters/twilio/address";
import { formFields, type PayloadRefusal, payloadInvalid } from "#adapters/twilio/wire";
import { ok, refuse, type Result } from "#core/kernel/result";

/** A text from a customer, or a message over WhatsApp. `optOutType` is what the carrier has already done about it. */
type InboundText = {
  readonly sid: string;
  readonly channel: "sms" | "whatsapp";
  /** E.164, or the digits of a short code. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly optOutType: "stop" | "start" | "help" | null;
};

/**
 * Reads an inbound-message webhook whose signature has been verified.
 *
 * A picture without words has an empty body, which is a text too. An `OptOutType` that we do not know is
 * read as none: the words themselves are still judged.
 */
export const inboundText = (rawBody: Uint8Array): Result<InboundText, PayloadRefusal> => {
  const form = inboundForm.safeParse(formFields(rawBody));
  if (!form.success) return refuse(payloadInvalid(form.error));

  const { MessageSid, From, To, Body, OptOutType } = form.data;
  return ok({
    sid: MessageSid,
    channel: readAddress(From).channel,
    from: readAddress(From).number,
    to: readAddress(To).number,
    body: Body,
    optOutType: optOutTypes.get(OptOutType?.toUpperCase() ?? "") ?? null,
  });
};

const address = z.string().min(1).max(64);

const inboundForm = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/),
  From: address,
  To: address,
  Body: z.string(),
  OptOutType: z.string().optional(),
});

const optOutTypes = new Map([
  ["STOP", "stop"],
  ["START", "start"],
  ["HELP", "help"],
] as const) as ReadonlyMap<string, NonNullable<InboundText["optOutType"]>>;
